// The order of a round: what is asked is asked before anything is written, what is written is written in one go, and
// what is said to be gone was looked for again. A second round is for what the first one hid: a fault behind a fault,
// or two fixes that touch the same line.
#include "change/mend.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "change/apply.h"
#include "change/consent.h"
#include "change/plan.h"
#include "change/preview.h"
#include "change/words.h"
#include "npm/known_secrets.h"

namespace e401::change {
namespace {

using findings::Finding;
using findings::Severity;

class Mender {
 public:
  Mender(const world::World& world, const Doors& doors, const MendOptions& options)
      : world_(world), doors_(doors), options_(options), words_(options.style) {}

  Ending run() {
    if (!recover_interrupted()) return Ending::refused;
    now_ = doors_.diagnose();
    first_ = to_be_mended();
    if (options_.allow) {
      if (const auto ending = allow_round()) return *ending;
    } else {
      for (int round = 0; round < limits::fix_rounds_max; ++round)
        if (!fix_round(round)) break;
    }
    if (options_.dry_run) return end_of_dry_run();
    return report();
  }

 private:
  // A change that was cut off is ended before anything is judged.
  bool recover_interrupted() {
    if (options_.dry_run) {
      if (is_interrupted(world_.files, options_.state_folder))
        say("An earlier `e401 fix` was interrupted; the next one without --dry-run finishes or undoes it first.\n\n");
      return true;
    }
    const auto recovered = recover(world_.files, options_.state_folder, world_.clock.now_s());
    if (!recovered) {
      complain("an earlier `e401 fix` was interrupted, and cannot be finished or undone: " +
               words_.error(recovered.error()));
      return false;
    }
    say(words_.recovered(*recovered));
    return true;
  }

  Surroundings surroundings() const {
    Surroundings around{{hosts_outside_project(now_.config), now_.trusted},
                        now_.config.local_prefix,
                        options_.trust_project,
                        &now_.policies,
                        {}};
    for (const npm::LayerData& layer : now_.config.layers)
      if (layer.document) around.read_files.push_back(layer.path);
    return around;
  }

  ApplyOptions apply_options() const {
    return {options_.state_folder, now_.config.local_prefix, options_.trust_project, world_.clock.now_s()};
  }

  std::optional<Ending> allow_round() {
    auto step = step_for(now_.config, *options_.allow);
    if (!step) {
      complain(words_.error(step.error()));
      return step.error().code == "usage" ? Ending::usage : Ending::refused;
    }
    std::vector<Step> steps{std::move(*step)};
    if (take_consents(steps).empty() || options_.dry_run) return std::nullopt;
    if (apply_steps(steps)) now_ = doors_.diagnose();
    return std::nullopt;
  }

  // false: there is nothing (more) to do.
  bool fix_round(int round) {
    const Plan p = plan(now_.report.findings, plan_options());
    if (p.steps.empty()) return false;
    if (round > 0) say("A second look found more to mend.\n\n");
    const std::vector<Step> steps = take_consents(p.steps);
    if (options_.dry_run) {
      if (!p.waiting.empty())
        say(base::counted(p.waiting.size(), "more fix", "more fixes") +
            " of the same lines would follow in a second round.\n");
      return false;
    }
    if (steps.empty()) return !p.waiting.empty();
    if (!apply_steps(steps)) return false;
    now_ = doors_.diagnose();
    return true;
  }

  // Shows every step with its diff, and asks where asking is needed. Those that may be made.
  std::vector<Step> take_consents(const std::vector<Step>& steps) {
    std::vector<Step> agreed;
    for (const Step& step : steps) {
      const auto files = preview(world_.files, step.fix.changes);
      if (!files) {
        refuse(step, words_.error(files.error()));
        continue;
      }
      learn_secrets(*files);
      const Consent consent = consent_for(step, *files, surroundings());
      say(words_.step(step, consent, *files, options_.dry_run));
      if (options_.dry_run) {
        say(words_.would_need(consent));
        agreed.push_back(step);
        continue;
      }
      if (!is_agreed(step, consent)) continue;
      if (!step.fix.verify_tarballs.empty()) {
        if (const auto verified = verify_tarballs(step.fix, doors_.fetch_tarball); !verified) {
          refuse(step,
                 "no tarball proves that the other registry has the same packages: " + words_.error(verified.error()));
          continue;
        }
        say("One tarball was fetched from there; its integrity fits.\n");
      }
      agreed.push_back(step);
    }
    return agreed;
  }

  // New texts hold secrets in forms that no file had before: joined lines, base64 of a password.
  void learn_secrets(const std::vector<FilePreview>& files) {
    std::vector<base::Secret> secrets;
    for (const FilePreview& f : files)
      if (!f.path.ends_with(".json")) npm::add_secrets_of(npm::RcDocument::parse(f.path, f.after), secrets);
    for (const base::Secret& s : secrets) doors_.learn(s);
  }

  bool is_agreed(const Step& step, const Consent& consent) {
    if (consent.need == Need::nothing) return true;
    if (consent.need == Need::command) {
      refuse(step, consent.why.empty() ? "this is for a person to do" : consent.why);
      return false;
    }
    if (consent.need == Need::yes && options_.yes) return true;
    if (!world_.terminal.can_ask()) {
      refuse(step, consent.need == Need::yes ? "it asks first, and there is no terminal to ask at: --yes says yes"
                                             : consent.why);
      return false;
    }
    if (!consent.why.empty()) say("  Note: " + consent.why + ".\n");
    const auto answer = world_.terminal.ask("Do this? [y/N] ");
    const std::string word = answer ? base::ascii_lower(base::trim(*answer)) : "";
    if (word == "y" || word == "yes") return true;
    refused_ids_.push_back(step.id());
    say("Left as it is.\n\n");
    return false;
  }

  bool apply_steps(const std::vector<Step>& steps) {
    auto changes = merge(steps);
    if (!changes) {
      refuse_all(steps, words_.error(changes.error()));
      return false;
    }
    const auto applied = apply(world_.files, *changes, apply_options());
    if (!applied) {
      refuse_all(steps, words_.error(applied.error()));
      return false;
    }
    has_changed_ = has_changed_ || !applied->files.empty();
    say(words_.applied(*applied));
    return true;
  }

  void refuse(const Step& step, const std::string& why) {
    refused_ids_.push_back(step.id());
    is_refused_ = true;
    complain("not done (" + step.finding.code + "): " + why);
  }

  void refuse_all(const std::vector<Step>& steps, const std::string& why) {
    for (const Step& step : steps) refused_ids_.push_back(step.id());
    is_refused_ = true;
    complain("nothing was changed: " + why);
  }

  PlanOptions plan_options() const { return {options_.all, options_.only, refused_ids_}; }

  // What there is now, of all that this run is to mend: errors, and the warnings that were asked for. What is only
  // likely is told, and counts as not proven.
  std::vector<Finding> to_be_mended() const {
    const PlanOptions wanted = plan_options();
    std::vector<Finding> out;
    for (const Finding& f : now_.report.findings)
      if (f.severity == Severity::error || (is_wanted(f, wanted) && f.would_prove.empty())) out.push_back(f);
    return out;
  }

  Ending end_of_dry_run() {
    for (const Step& step : plan(now_.report.findings, plan_options()).manual) say(words_.manual(step));
    say("Nothing was changed (--dry-run).\n");
    if (!to_be_mended().empty()) return Ending::something_remains;
    return is_all_proven() ? Ending::nothing_left : Ending::not_proven;
  }

  Ending report() {
    const Plan p = plan(now_.report.findings, plan_options());
    for (const Step& step : p.manual) say(words_.manual(step));
    const std::vector<Finding> left = to_be_mended();
    say(words_.outcome(first_, left, now_.report, has_changed_));
    if (p.manual.empty() && !p.passed_over.empty() && !options_.allow) say(words_.passed_over(p.passed_over));
    const bool command_fails = !options_.command.empty() && !run_command(left.size());
    if (is_refused_) return Ending::refused;
    if (!left.empty() || command_fails) return Ending::something_remains;
    const bool command_succeeded = !options_.command.empty();  // the best proof there is
    return command_succeeded || is_all_proven() ? Ending::nothing_left : Ending::not_proven;
  }

  // What --offline leaves out was left out by the person.
  bool is_all_proven() const {
    findings::Report report = now_.report;
    std::erase_if(report.skipped, [](const findings::Skipped& s) { return s.why == "--offline"; });
    return findings::exit_code(report) == 0;
  }

  // The command is the last proof. true: it succeeded.
  bool run_command(std::size_t causes_left) {
    const std::string shown = words_.command(options_.command);
    if (causes_left > 0 || is_refused_) {
      say("Not run again: " + shown + "\n");
      return false;
    }
    say("Running again: " + shown + "\n");
    world::ProgramRun program;
    program.argv = options_.command;
    const auto end = world_.programs.run(program);
    if (!end) {
      complain("cannot run it: " + words_.error(end.error()));
      return false;
    }
    const std::string_view change = has_changed_ ? " now" : "";
    say(end->exit_code == 0 ? fmt::format("It succeeds{}.\n", change)
                            : fmt::format("It still fails (exit code {}).\n", end->exit_code));
    return end->exit_code == 0;
  }

  void say(const std::string& text) const {
    if (!text.empty()) world_.terminal.out(text);
  }
  void complain(const std::string& text) const { world_.terminal.err("e401: " + text + "\n"); }

  const world::World& world_;
  const Doors& doors_;
  const MendOptions& options_;
  Words words_;
  Diagnosed now_;
  std::vector<Finding> first_;
  std::vector<std::string> refused_ids_;
  bool is_refused_ = false;
  bool has_changed_ = false;
};

}  // namespace

Ending mend(const world::World& world, const Doors& doors, const MendOptions& options) {
  return Mender(world, doors, options).run();
}

}  // namespace e401::change
