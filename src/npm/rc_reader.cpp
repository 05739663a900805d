// How npm's ini (5 to 7, which do not differ here) reads a text and puts lines together. Its quirks are kept one by
// one: double quotes stay where JSON fails, single quotes go; a section named like a scalar swallows its lines; names
// with dots are nested afterwards, and because JavaScript calls null an object, a key with dots whose value is null is
// nested too.
#include "npm/rc_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <variant>

#include "base/limits.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool is_quoted(std::string_view text) {
  return (text.starts_with('"') && text.ends_with('"')) || (text.starts_with('\'') && text.ends_with('\''));
}

RcText read_quoted(std::string_view text) {
  RcText result;
  result.quoted = true;
  if (text[0] == '\'') text = text.size() < 2 ? std::string_view() : text.substr(1, text.size() - 2);
  std::string decoded = well_formed(text);
  // JSON.parse takes neither a BOM nor a NUL, our reader skips the one and ends at the other.
  const bool may_be_json = !decoded.starts_with("\xef\xbb\xbf") && decoded.find('\0') == std::string::npos;
  if (may_be_json) {
    if (const base::Result<base::Json> json = base::parse_json(decoded)) {
      result.value = value_of_json(*json);
      return result;
    }
  }
  result.value = std::move(decoded);
  return result;
}

bool is_escapable(char c) {
  return c == '\\' || c == ';' || c == '#';
}

struct Object;
using Slot = std::variant<Value, Object*>;

// An object while it is built: members in insertion order with an index, because a file may have very many. Pointers
// that find() gave end with the next set().
struct Object {
  std::vector<std::pair<std::string, std::optional<Slot>>> members;  // nullopt: deleted
  std::unordered_map<std::string, std::size_t> index;

  Slot* find(const std::string& name) {
    const auto at = index.find(name);
    return at == index.end() ? nullptr : &*members[at->second].second;
  }
  void set(const std::string& name, Slot slot) {
    const auto [at, is_new] = index.emplace(name, members.size());
    if (is_new)
      members.emplace_back(name, std::move(slot));
    else
      members[at->second].second = std::move(slot);
  }
  void erase(const std::string& name) {
    const auto at = index.find(name);
    if (at == index.end()) return;
    members[at->second].second.reset();
    index.erase(at);
  }
};

// JavaScript lists array indices first, ascending.
std::optional<std::uint32_t> array_index(std::string_view name) {
  std::uint32_t n = 0;
  if (name.empty() || name.size() > 10 || (name.size() > 1 && name[0] == '0')) return std::nullopt;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), n);
  if (error != std::errc() || end != name.data() + name.size() || n == UINT32_MAX) return std::nullopt;
  return n;
}

template <class Pairs>
void order_as_javascript(Pairs& pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    const std::optional<std::uint32_t> x = array_index(a.first), y = array_index(b.first);
    return x && (!y || *x < *y);
  });
}

// Splits at dots that have no backslash before them; a dot at the very start splits too.
std::vector<std::string> split_section(const std::string& name) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (dot > 0 && name[dot - 1] == '\\') continue;
    parts.push_back(name.substr(begin, dot - begin));
    begin = dot + 1;
  }
  parts.push_back(name.substr(begin));
  return parts;
}

class Builder {
 public:
  RcObject build(const std::vector<RcLine>& lines) {
    for (const RcLine& line : lines) {
      if (line.kind == RcLine::Kind::section) open_section(line.section);
      if (line.kind == RcLine::Kind::entry && current_) add(*current_, line);
    }
    RcObject result;
    result.type_error = nest_dotted_names();
    result.object = finished(root_, 0);
    return result;
  }

 private:
  // Beyond the bound all share one, whose contents nobody sees.
  Object* new_object() { return objects_.size() < limits::rc_objects_max ? &objects_.emplace_back() : &overflow_; }

  // The object in a slot; a JSON object from a quoted value becomes one that can grow. nullptr for scalars and arrays.
  Object* object_in(Slot& slot) {
    if (Object** object = std::get_if<Object*>(&slot)) return *object;
    const Value::Object* members = std::get<Value>(slot).get<Value::Object>();
    if (!members) return nullptr;
    Object* object = new_object();
    for (const auto& [name, value] : *members) object->set(name, value);
    slot = object;
    return object;
  }

  void open_section(const std::string& name) {
    if (name == "__proto__") {
      current_ = nullptr;  // read on, but attach nothing
      return;
    }
    Slot* slot = root_.find(name);
    const Value* value = slot ? std::get_if<Value>(slot) : nullptr;
    if (!slot || (value && !value->truthy())) {
      current_ = new_object();
      root_.set(name, current_);
    } else {
      current_ = object_in(*slot);
    }
  }

  void add(Object& object, const RcLine& line) {
    Slot* slot = object.find(line.key);
    if (line.is_array && !slot) {
      object.set(line.key, Value(Value::Array{line.value}));
      return;
    }
    Value* value = slot ? std::get_if<Value>(slot) : nullptr;
    if (line.is_array && !(value && value->is<Value::Array>())) {
      Value before = value ? std::move(*value) : Value(finished(*std::get<Object*>(*slot), 0));
      *slot = Value(Value::Array{std::move(before)});
      value = &std::get<Value>(*slot);
    }
    if (Value::Array* items = value ? value->get<Value::Array>() : nullptr)
      items->push_back(line.value);
    else
      object.set(line.key, line.value);
  }

  static bool is_null(const Slot& slot) {
    const Value* value = std::get_if<Value>(&slot);
    return value && value->is<Null>();
  }
  static bool is_array(const Slot& slot) {
    const Value* value = std::get_if<Value>(&slot);
    return value && value->is<Value::Array>();
  }

  std::optional<std::string> nest_dotted_names() {
    std::vector<std::pair<std::string, int>> names;
    for (const auto& [name, slot] : root_.members)
      if (slot) names.emplace_back(name, 0);
    order_as_javascript(names);
    std::vector<std::string> moved;
    for (const auto& [name, unused] : names) {
      Slot* slot = root_.find(name);
      if (!slot || !(is_null(*slot) || object_in(*slot))) continue;
      if (std::optional<std::string> error = nest(name, moved)) return error;
    }
    for (const std::string& name : moved) root_.erase(name);
    return std::nullopt;
  }

  std::optional<std::string> nest(const std::string& name, std::vector<std::string>& moved) {
    std::vector<std::string> parts = split_section(name);
    const std::string last = parts.back();
    parts.pop_back();
    std::string new_name = last;
    for (std::size_t at = new_name.find("\\."); at != std::string::npos; at = new_name.find("\\.", at + 1))
      new_name.erase(at, 1);
    Object* at = &root_;
    bool into_array = false;
    for (std::size_t i = 0; i < parts.size() && !into_array; ++i) {
      if (parts[i] == "__proto__") continue;
      if (!at) return "Cannot convert undefined or null to object";
      Slot* slot = at->find(parts[i]);
      if (slot && is_null(*slot)) {
        at = nullptr;
      } else if (slot && is_array(*slot)) {
        into_array = true;  // a property of an array: nobody ever looks at it
      } else {
        Object* next = slot ? object_in(*slot) : nullptr;
        if (!next) at->set(parts[i], next = new_object());
        at = next;
      }
    }
    if (at == &root_ && !into_array && new_name == last) return std::nullopt;
    if (!at) return "Cannot set properties of null (setting '" + new_name + "')";
    if (!into_array) at->set(new_name, Slot(*root_.find(name)));
    moved.push_back(name);
    return std::nullopt;
  }

  static Value::Object finished(const Object& object, std::size_t depth) {
    Value::Object out;
    if (depth >= limits::json_depth_max) return out;
    for (const auto& [name, slot] : object.members) {
      if (!slot) continue;
      if (Object* const* inner = std::get_if<Object*>(&*slot))
        out.emplace_back(name, finished(**inner, depth + 1));
      else
        out.emplace_back(name, std::get<Value>(*slot));
    }
    order_as_javascript(out);
    return out;
  }

  std::deque<Object> objects_;  // owns all but the root: no chain of owners, so depth costs no stack
  Object root_;
  Object overflow_;
  Object* current_ = &root_;  // nullptr: the lines of this section are thrown away
};

}  // namespace

RcText read_rc_text(std::string_view text) {
  if (is_quoted(text)) return read_quoted(text);
  RcText result;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      if (!is_escapable(text[i + 1])) out += c;
      out += text[++i];
    } else if (c == ';' || c == '#') {
      result.comment_at = i;
      break;
    } else {
      out += c;
    }
  }
  result.value = well_formed(js_trim(out));
  return result;
}

Value words_as_values(Value value) {
  const std::string* word = value.string();
  if (!word) return value;
  if (*word == "true") return true;
  if (*word == "false") return false;
  if (*word == "null") return Null{};
  return value;
}

std::string property_name(const Value& value) {
  return value.to_string();
}

RcObject object_of_lines(const std::vector<RcLine>& lines) {
  return Builder().build(lines);
}

}  // namespace e401::npm
