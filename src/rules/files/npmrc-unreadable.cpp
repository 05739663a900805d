// Decisive: a file that npm would read is there and cannot be read, npm says nothing of it, and the failing request is
// one that lacks what such a file holds: a credential, or the way to its registry.
#include "base/shell.h"
#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool lacks_something(const Concern& c) {
  if (!nothing_sent(c)) return false;
  if (credential_could_help(c)) return true;
  return !c.registry.entry && !c.from_publish_config && c.stopped_by.empty() &&
         c.status() == 404;  // npm's default registry, for want of another
}

void check(const Facts& facts, findings::Findings& out) {
  for (const npm::LayerData& layer : facts.config.layers) {
    if (layer.status != npm::LayerData::Status::unreadable) continue;
    const bool is_folder = layer.error_code == "EISDIR";
    const std::string file = file_words(facts, layer.path);
    const std::string word = base::shell_word(file);
    for (const std::size_t i : failing(facts)) {
      if (!lacks_something(facts.concerns[i])) continue;
      findings::Finding f = about(facts, i, "npmrc-unreadable", true);
      f.title = is_folder
                    ? file + " is a folder: npm takes the " + std::string(name_of(layer.layer)) + " settings for empty"
                    : "npm cannot read " + file + " (" + layer.error_code + "), and takes the " +
                          std::string(name_of(layer.layer)) + " settings for empty";
      f.evidence = {at(base::Place{layer.path, 0, 0}, layer.error_code)};
      add_registry_line(facts.concerns[i], f.evidence, "the registry that is asked");
      f.why =
          "A file that cannot be read is an empty layer for npm; only --loglevel verbose tells. Whatever registry and "
          "credential it holds do not exist for this user.";
      f.help = is_folder
                   ? "Put the file where the folder is; Docker makes a folder where the file to mount does not exist."
                   : "Give the file to the user who runs npm.";
      f.fixes = {is_folder ? manual("replace-folder", "remove the empty folder " + file + " and put the file there",
                                    {"rmdir " + word})
                           : manual("own-file", "make " + file + " yours and readable for you alone",
                                    {"sudo chown \"$(id -u)\" " + word, "chmod 600 " + word})};
      f.fixes.push_back(
          manual("who-runs-npm", "run npm as the user whom the file belongs to", {"ls -l " + word + "; id"}));
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_npmrc_unreadable;
const Rule rule_npmrc_unreadable{"npmrc-unreadable", check};

}  // namespace e401::rules
