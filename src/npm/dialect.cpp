#include "npm/dialect.h"

namespace e401::npm {

Dialect dialect_of(const Version& npm) {
  Dialect d;
  d.major = npm.major < 6 ? 6 : npm.major > 12 ? 12 : npm.major;
  const int major = d.major;
  d.optional_variables = major >= 11;
  d.unset_variable_is_fatal = major == 6;
  d.keeps_registry_keys_of_env = major >= 8;
  d.global_skips_project_file = major >= 8;
  d.finds_workspace_roots = major >= 8;
  d.parses_dates = major >= 9;

  d.whatwg_urls = major >= 12;
  d.rejects_abbreviations = major >= 12;
  d.warns_of_abbreviations = major == 11;
  d.rejects_unknown_flags = major >= 12;
  d.warns_of_unknown_keys = major >= 11;
  d.cleans_at_load = major <= 8;
  d.refuses_bare_credentials = major >= 9;
  d.refuses_bare_email_and_certificates = major >= 12;
  d.adopts_bare_credentials = major == 7 || major == 8;
  d.skips_exclusive_of_env = major >= 11;
  d.warns_of_prefix_in_project = major >= 10;

  d.has_global_ignore_file = major >= 12;

  d.walks_up_keys = major >= 7;
  d.knows_client_certificates = major >= 8;
  d.knows_odd_token_fields = major == 7;

  d.protects_names = major >= 10;
  d.lists_versions = major >= 8;
  d.lists_publish_config = major >= 8;
  d.lists_proxy_environment = major >= 11;
  return d;
}

}  // namespace e401::npm
