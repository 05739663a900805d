// Written by hand and not with a library for command lines: the hard part here is to tell our own options from npm's,
// which have their own table and rules, and to end at another program's command line.
// docs/decisions/0003-command-line.md has the numbers.
#include "cli/arguments.h"

#include <algorithm>
#include <stdexcept>

#include "base/redact.h"
#include "base/text.h"
#include "cli/command.h"

namespace e401::cli {
namespace {

using base::fail;
using base::Result;

const Option* find_option(const Command& command, std::string_view name) {
  for (const Option& option : command.options)
    for (const std::string_view known : option_names(option))
      if (known == name) return &option;
  return nullptr;
}

std::string key_of(const Option& option) {
  return std::string(option_names(option).back());
}

bool is_choice(std::string_view choices, std::string_view value) {
  if (choices.empty()) return true;
  const auto known = base::split(choices, '|');
  return std::find(known.begin(), known.end(), value) != known.end();
}

std::string choices_in_words(std::string_view choices) {
  return base::replace_all(std::string(choices), "|", ", ");
}

std::string suggestion(const Command& command, std::string_view name) {
  for (const Option& option : command.options)
    for (const std::string_view known : option_names(option))
      if (known.size() > 2 && base::edit_distance(known, name, 2) <= 2)
        return "; did you mean " + std::string(known) + "?";
  return {};
}

// Walks over the words once. One instance, one command line.
class Walk {
 public:
  Walk(const Command& command, const std::vector<std::string>& words) : command_(command), words_(words) {}

  // The option's values go to `store(option, value)`.
  template <class Store>
  Result<void> go(Arguments& out, Store store) {
    for (; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      if (word == "--") return take_tail(out, at_ + 1);
      if (word == "-" || !word.starts_with('-')) {
        if (command_.tail == Tail::command_only) return take_tail(out, at_);
        out.positionals.push_back(word);
        out.npm_words.push_back(word);
      } else if (word.starts_with("--")) {
        TRY(take_long(out, store));
      } else {
        TRY(take_short(out, store));
      }
    }
    return {};
  }

 private:
  Result<void> take_tail(Arguments& out, std::size_t from) {
    auto& to = command_.tail == Tail::positionals ? out.positionals : out.command;
    to.insert(to.end(), words_.begin() + static_cast<std::ptrdiff_t>(from), words_.end());
    if (command_.tail == Tail::positionals)
      out.npm_words.insert(out.npm_words.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
    return {};
  }

  template <class Store>
  Result<void> take_long(Arguments& out, Store store) {
    const std::string& word = words_[at_];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const Option* option = find_option(command_, name);
    if (!option && name == "--help") {
      out.wants_help = true;
      return {};
    }
    if (!option) return take_foreign(out, name, equals != std::string::npos);
    if (option->npm_too) out.npm_words.push_back(word);
    if (option->argument.empty()) {
      if (equals != std::string::npos && !option->npm_too) return fail(name + " takes no value");
      if (equals == std::string::npos) store(*option, "");
      return {};
    }
    if (equals != std::string::npos) return take_value(*option, name, word.substr(equals + 1), store);
    TRY(take_next(*option, name, store));
    if (option->npm_too) out.npm_words.push_back(words_[at_]);
    return {};
  }

  // -l, -w VALUE, -wVALUE, -la where all are flags.
  template <class Store>
  Result<void> take_short(Arguments& out, Store store) {
    const std::string& word = words_[at_];
    for (std::size_t i = 1; i < word.size(); ++i) {
      const std::string name{'-', word[i]};
      const Option* option = find_option(command_, name);
      if (!option && name == "-h") {
        out.wants_help = true;
      } else if (!option) {
        return take_foreign(out, i == 1 ? word : name, false);
      } else if (option->argument.empty()) {
        store(*option, "");
        if (option->npm_too) out.npm_words.push_back(name);
      } else if (i + 1 < word.size()) {
        return take_value(*option, name, word.substr(i + 1), store);
      } else {
        return take_next(*option, name, store);
      }
    }
    return {};
  }

  template <class Store>
  Result<void> take_next(const Option& option, const std::string& name, Store store) {
    if (at_ + 1 >= words_.size() || words_[at_ + 1] == "--")
      return fail(name + " needs a value: " + name + " " + std::string(option.argument));
    ++at_;
    return take_value(option, name, words_[at_], store);
  }

  template <class Store>
  Result<void> take_value(const Option& option, const std::string& name, const std::string& value, Store store) {
    if (!is_choice(option.choices, value)) return fail(name + " takes one of: " + choices_in_words(option.choices));
    store(option, value);
    return {};
  }

  Result<void> take_foreign(Arguments& out, const std::string& name, bool has_value) {
    const std::string_view bare = std::string_view(name).substr(name.starts_with("--") ? 2 : 1);
    if (!command_.npm_takes_value || (command_.is_npms && !command_.is_npms(bare)))
      return fail("'" + std::string(command_.name) + "' has no option " + base::printable(base::mask_shapes(name)) +
                  (command_.npm_takes_value ? ", and npm has none" : "") + suggestion(command_, name));
    const std::size_t from = out.npm_options.size();
    out.npm_options.push_back(words_[at_]);
    const bool next_is_value = at_ + 1 < words_.size() && !words_[at_ + 1].starts_with('-');
    if (!has_value && next_is_value && command_.npm_takes_value(bare)) out.npm_options.push_back(words_[++at_]);
    out.npm_words.insert(out.npm_words.end(), out.npm_options.begin() + static_cast<std::ptrdiff_t>(from),
                         out.npm_options.end());
    return {};
  }

  const Command& command_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

Result<void> check_positionals(const Command& command, const std::vector<std::string>& given) {
  std::size_t at = 0;
  for (const Positional& wanted : command.positionals) {
    if (at >= given.size()) {
      if (wanted.required) return fail(std::string(wanted.name) + " is missing");
      return {};
    }
    do {
      if (!is_choice(wanted.choices, given[at]))
        return fail(std::string(wanted.name) + " is one of: " + choices_in_words(wanted.choices));
      ++at;
    } while (wanted.repeats && at < given.size());
  }
  // Not repeated: it may be a secret that was meant for an option.
  if (at < given.size())
    return fail(base::counted(given.size() - at, "word") + " too many: " + std::to_string(given.size()) + " given, " +
                std::to_string(at) + " taken");
  return {};
}

}  // namespace

std::vector<std::string_view> option_names(const Option& option) {
  auto names = base::split(option.names, ',');
  for (std::string_view& name : names) name = base::trim(name);
  return names;
}

const std::vector<std::string>& Arguments::values(std::string_view option) const {
  const auto found = given_.find(option);
  if (found == given_.end()) throw std::logic_error("an option that the command's table does not have");
  return found->second;
}

bool Arguments::has(std::string_view option) const {
  return !values(option).empty();
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto& all = values(option);
  if (all.empty()) return std::nullopt;
  return all.back();
}

Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words) {
  Arguments out;
  for (const Option& option : command.options) out.given_[key_of(option)];
  const auto store = [&](const Option& option, const std::string& value) {
    out.given_[key_of(option)].push_back(value);
  };
  TRY(Walk(command, words).go(out, store));
  if (out.wants_help) return out;
  TRY(check_positionals(command, out.positionals));
  if (command.tail == Tail::command_only && out.command.empty()) return fail("the command to start is missing");
  return out;
}

}  // namespace e401::cli
