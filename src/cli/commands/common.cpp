#include "cli/commands/common.h"

#include "base/text.h"
#include "cli/source_root.h"
#include "npm/config_keys.h"
#include "npm/known_secrets.h"
#include "npm/rc_file.h"
#include "npm/situation.h"
#include "rules/rule.h"
#include "sys/version.h"

namespace e401::cli {

npm::Config load_here(Context& context, std::vector<std::string> npm_argv) {
  const world::Environment& env = context.world.environment;
  npm::Config config = npm::load_config(
      npm::situation_of(env.variables, env.cwd, env.passwd_home, std::move(npm_argv), context.world.files),
      context.world.files);
  for (const base::Secret& s : npm::known_secrets(config)) context.redactor.learn(s);
  for (const npm::LayerData& layer : config.layers)
    if (npm::is_beyond_us(layer))
      if (const auto again = npm::read_rc_file(context.world.files, layer.path); !again)
        context.world.terminal.err("e401: " + base::printable(layer.path) + ": " + again.error().what +
                                   "; npm may see more than this\n");
  return config;
}

std::vector<std::string> npm_line(const Context& context, std::vector<std::string> command) {
  const std::vector<std::string>& said = context.arguments.npm_words;
  command.insert(command.end(), said.begin(), said.end());
  return command;
}

std::optional<std::vector<std::string>> named_policies(Context& context) {
  std::vector<std::string> out;
  for (const std::string& name : context.arguments.values("--policy")) {
    const std::string path = name.starts_with('/') ? name : context.world.environment.cwd + "/" + name;
    if (context.world.files.info(path).kind != base::FileInfo::Kind::file) {
      context.world.terminal.err("e401: --policy: there is no file " + base::printable(path) + "\n");
      return std::nullopt;
    }
    out.push_back(path);
  }
  return out;
}

findings::TextStyle style_of(const Context& context) {
  const world::Environment& env = context.world.environment;
  findings::TextStyle style;
  style.colour = context.colour;
  if (env.stdout_is_terminal) style.columns = env.columns;
  const std::string* home = env.find("HOME");
  style.home = home && !home->empty() ? *home : env.passwd_home;
  style.cwd = env.cwd;
  return style;
}

Format format_of(const Arguments& arguments) {
  const std::string name = arguments.has("--json") ? "json" : arguments.value("--format").value_or("text");
  return name == "json"     ? Format::json
         : name == "sarif"  ? Format::sarif
         : name == "github" ? Format::github
                            : Format::text;
}

doctor::Diagnosis diagnose_here(Context& context, const doctor::Question& question) {
  doctor::Diagnosis d = doctor::diagnose(context.world, question);
  for (const base::Secret& s : npm::known_secrets(d.facts.config)) context.redactor.learn(s);
  std::vector<base::Secret> more;
  for (const rules::StrayFile& stray : d.facts.strays) npm::add_secrets_of(*stray.document, more);
  for (const base::Secret& s : more) context.redactor.learn(s);
  return d;
}

std::string render(const findings::Report& report, Format format, const Context& context, const std::string& project) {
  const world::Environment& env = context.world.environment;
  const auto root = [&] { return source_root(env, context.world.files, project.empty() ? env.cwd : project); };
  switch (format) {
    case Format::json:
      return findings::render_json(report);
    case Format::sarif:
      return findings::render_sarif(report, root(), rules::page_of, std::string(sys::version()));
    case Format::github:
      return findings::render_github(report, root());
    case Format::text:
      break;
  }
  return findings::render_text(report, style_of(context));
}

bool npm_option_takes_value(std::string_view name) {
  return npm::option_takes_value(name);
}

bool is_npms_option(std::string_view name) {
  return npm::is_any_npms_option(name);
}

}  // namespace e401::cli
