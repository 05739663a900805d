// Written after nopt's observable behaviour: the arguments are a list that is rewritten while it is read (--key=value
// becomes two, a shorthand becomes its expansion and is read again).
#include "npm/argv.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "npm/js.h"

namespace e401::npm {
namespace {

using Kind = Alternative::Kind;

bool is_dashes(std::string_view text) {  // ^-{2,}$
  return text.size() >= 2 && text.find_first_not_of('-') == std::string_view::npos;
}

std::size_t count_dashes(std::string_view text) {
  return std::min(text.find_first_not_of('-'), text.size());
}

bool is_long_flag(std::string_view text) {  // ^-{2,}[^-]
  return count_dashes(text) >= 2 && count_dashes(text) < text.size();
}

bool is_short_flag(std::string_view text) {  // ^-[^-]
  return count_dashes(text) == 1 && text.size() > 1;
}

bool is_one_or_two_dash_flag(std::string_view text) {  // ^-{1,2}[^-]+
  const std::size_t dashes = count_dashes(text);
  return (dashes == 1 || dashes == 2) && dashes < text.size();
}

// The one name that begins with `prefix`; "" where none or several do. The prefix itself counts where it is a name.
std::string_view only_completion(std::string_view prefix, const std::vector<std::string_view>& names) {
  std::string_view found;
  bool are_several = false;
  for (std::string_view name : names) {
    if (name == prefix) return name;
    if (prefix.empty() || !name.starts_with(prefix)) continue;
    are_several = are_several || (!found.empty() && found != name);
    found = name;
  }
  return are_several ? std::string_view{} : found;
}

class Parser {
 public:
  Parser(const std::vector<std::string>& argv, const Dialect& dialect) : args_(argv), dialect_(dialect) {
    for (const OptionRow& row : option_rows())
      if (row.since <= dialect.major && dialect.major <= row.until) option_names_.push_back(row.key);
    shorthand_names_ = shorthand_names(dialect.major);
  }

  ParsedArgv run() {
    refuse_single_hyphen_words();
    while (at_ < args_.size() && !out_.error) {
      const std::string& arg = args_[at_];
      if (is_dashes(arg)) {
        out_.positionals.insert(out_.positionals.end(), args_.begin() + static_cast<std::ptrdiff_t>(at_) + 1,
                                args_.end());
        break;
      }
      if (arg.size() > 1 && arg.front() == '-') {
        read_flag();
      } else {
        out_.positionals.push_back(arg);
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void fail(std::string message, std::string npm_code) {
    out_.error = ConfigError{npm_code.empty() ? "argv" : npm_code, npm_code, std::move(message), {"cli", 0, 0}, {}};
  }

  void refuse_single_hyphen_words() {
    if (!dialect_.rejects_abbreviations && !dialect_.warns_of_abbreviations) return;
    for (std::string_view name : shorthand_names_) {
      if (name.size() < 2 || std::find(args_.begin(), args_.end(), "-" + std::string(name)) == args_.end()) continue;
      const std::string words = "-" + std::string(name) + " is not a valid single-hyphen cli flag";
      if (dialect_.rejects_abbreviations)
        return fail(words + ". Did you mean --" + std::string(name) + "?", "EUNKNOWNCONFIG");
      out_.warnings.push_back(words + " and will be removed in the future");
    }
  }

  // An abbreviation was met: npm 12 ends here.
  void expand_abbreviation(std::string_view from, std::string_view to) {
    if (dialect_.rejects_abbreviations)
      fail("Invalid abbreviated flag \"--" + std::string(from) + "\". Did you mean \"--" + std::string(to) + "\"?",
           "EUNKNOWNCONFIG");
    else if (dialect_.warns_of_abbreviations)
      out_.warnings.push_back("Expanding --" + std::string(from) + " to --" + std::string(to) +
                              ". This will stop working in the next major version of npm.");
  }

  // The expansion of a shorthand or of letters glued together; nullopt: the word stands for itself.
  std::optional<std::vector<std::string>> resolve_shorthand(std::string_view word) {
    if (std::find(option_names_.begin(), option_names_.end(), word) != option_names_.end()) return std::nullopt;
    if (is_object_prototype_name(word)) {
      fail("shorthands[arg].split is not a function", "");
      return std::nullopt;
    }
    if (auto words = expand_shorthand(word, dialect_.major); !words.empty()) return words;
    std::vector<std::string> letters;
    bool all_letters = true;
    for (std::size_t i = 0; i < word.size() && all_letters; ++i) {
      const auto words = expand_shorthand(word.substr(i, 1), dialect_.major);
      all_letters = !words.empty();
      letters.insert(letters.end(), words.begin(), words.end());
    }
    if (all_letters) return letters;
    if (!only_completion(word, option_names_).empty()) return std::nullopt;
    const std::string_view completed = only_completion(word, shorthand_names_);
    if (completed.empty()) return std::nullopt;
    expand_abbreviation(word, completed);
    return expand_shorthand(completed, dialect_.major);
  }

  void read_flag() {
    std::string arg = args_[at_];
    bool had_equals = false;
    if (const std::size_t equals = arg.find('='); equals != std::string::npos) {
      had_equals = true;
      args_[at_] = arg.substr(0, equals);
      args_.insert(args_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, arg.substr(equals + 1));
      arg.resize(equals);
    }
    std::string key = arg.substr(count_dashes(arg));
    if (const auto words = resolve_shorthand(key)) {
      args_.erase(args_.begin() + static_cast<std::ptrdiff_t>(at_));
      args_.insert(args_.begin() + static_cast<std::ptrdiff_t>(at_), words->begin(), words->end());
      return;
    }
    if (out_.error) return;
    std::optional<bool> negated;
    while (base::ascii_lower(key.substr(0, 3)) == "no-") {
      negated = !negated.value_or(false);
      key.erase(0, 3);
    }
    if (const std::string_view completed = only_completion(key, option_names_);
        !completed.empty() && completed != key) {
      expand_abbreviation(key, completed);
      if (out_.error) return;
      key = completed;
    }
    take_option(key, negated, had_equals);
  }

  const std::string* next() const { return at_ + 1 < args_.size() ? &args_[at_ + 1] : nullptr; }

  void take_option(const std::string& key, std::optional<bool> negated, bool had_equals) {
    const auto type = type_of_option(key, dialect_.major);
    bool is_array = type && type->has(Kind::array);
    Value* known = find(key);
    if (!type && known) {
      if (!known->get<Value::Array>()) *known = Value::Array{*known};
      is_array = true;
    }
    const std::string* following = next();
    const bool is_boolean = negated || (type && type->has(Kind::boolean)) || (!type && !had_equals) ||
                            (following && *following == "false" && type && type->has(Kind::null));
    if (!type && following && !had_equals && !following->empty() && following->front() != '-' && *following != "true" &&
        *following != "false")
      out_.unknown_values.push_back(*following);
    if (is_boolean)
      take_boolean(key, type, negated, is_array);
    else
      take_text(key, type, is_array);
  }

  void take_boolean(const std::string& key, const std::optional<OptionType>& type, std::optional<bool> negated,
                    bool is_array) {
    const std::string* following = next();
    Value value = !negated.value_or(false);
    std::size_t used = 1;
    if (following && (*following == "true" || *following == "false")) {
      value = (*following == "true") != negated.value_or(false);
      used = 2;
    } else if (following && type && type->is_list && !following->empty()) {
      if (type->has_literal(*following)) {
        value = *following;
        used = 2;
      } else if (*following == "null" && type->has(Kind::null)) {
        value = Null{};
        used = 2;
      } else if (!is_long_flag(*following) && !std::isnan(js_number(*following)) && type->has(Kind::number)) {
        value = js_number(*following);
        used = 2;
      } else if (!is_short_flag(*following) && type->has(Kind::string)) {
        value = *following;
        used = 2;
      }
    }
    put(key, std::move(value), is_array);
    at_ += used;
  }

  void take_text(const std::string& key, const std::optional<OptionType>& type, bool is_array) {
    const std::string* following = next();
    std::size_t used = 2;
    Value value = following ? Value(*following) : type && type->is_only(Kind::string) ? Value("") : Value(true);
    if (following && is_dashes(*following)) {
      value = true;
      used = 1;
    } else if (following && type && type->is_only(Kind::string) && is_one_or_two_dash_flag(*following)) {
      value = "";
      used = 1;
    }
    put(key, std::move(value), is_array);
    at_ += used;
  }

  Value* find(std::string_view key) {
    for (auto& [name, value] : out_.options)
      if (name == key) return &value;
    return nullptr;
  }

  void put(const std::string& key, Value value, bool is_array) {
    Value* known = find(key);
    if (!known) {
      out_.options.emplace_back(key, is_array ? Value(Value::Array{}) : Value());
      known = &out_.options.back().second;
    }
    if (Value::Array* items = is_array ? known->get<Value::Array>() : nullptr)
      items->push_back(std::move(value));
    else
      *known = std::move(value);
  }

  std::vector<std::string> args_;
  const Dialect& dialect_;
  std::size_t at_ = 0;
  std::vector<std::string_view> option_names_;
  std::vector<std::string_view> shorthand_names_;
  ParsedArgv out_;
};

}  // namespace

ParsedArgv parse_argv(const std::vector<std::string>& argv, const Dialect& dialect) {
  return Parser(argv, dialect).run();
}

}  // namespace e401::npm
