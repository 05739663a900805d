// What differs between the majors of npm, as data (CONTRACT section 15): code asks for a trait, never for a number.
#pragma once

#include "npm/config.h"

namespace e401::npm {

struct Dialect {
  int major = 12;
  // Reading
  bool optional_variables = true;  // ${NAME?}
  bool unset_variable_is_fatal = false;
  bool keeps_registry_keys_of_env = true;  // npm_config_//host/:_authToken keeps its case
  bool global_skips_project_file = true;
  bool finds_workspace_roots = true;
  bool parses_dates = true;  // else the cleaning does
  // Judging
  bool whatwg_urls = true;  // else url.parse() and a host
  bool rejects_abbreviations = true;
  bool warns_of_abbreviations = false;
  bool rejects_unknown_flags = true;
  bool warns_of_unknown_keys = true;
  bool cleans_at_load = false;  // else when a command begins
  bool refuses_bare_credentials = true;
  bool refuses_bare_email_and_certificates = true;
  bool adopts_bare_credentials = false;  // binds them to the default registry in memory
  bool skips_exclusive_of_env = true;
  bool warns_of_prefix_in_project = true;
  // Layers
  bool has_global_ignore_file = true;
  // Requests
  bool walks_up_keys = true;  // else the registry's own key alone
  bool knows_client_certificates = true;
  bool knows_odd_token_fields = false;  // :_authtoken and :-authtoken count (config's own look-up)
  // Printing
  bool protects_names = true;  // else only what begins with _
  bool lists_versions = true;  // node version, npm version and local prefix among the trailer lines
  bool lists_publish_config = true;
  bool lists_proxy_environment = true;
};

Dialect dialect_of(const Version& npm);

}  // namespace e401::npm
