// The list of rules, deepest cause first: where two explain the same request, the earlier one is the cause. Kept by
// hand; a test (tools/tidy.py) holds it against the folder.
#include "rules/rule.h"

#include <array>

namespace e401::rules {

extern const Rule rule_npm_cannot_start;
extern const Rule rule_unscoped_auth_rejected;
extern const Rule rule_token_trailing_newline;
extern const Rule rule_npmrc_encoding;
extern const Rule rule_npmrc_unreadable;
extern const Rule rule_npmrc_lines_merged;
extern const Rule rule_npmrc_ini_section;
extern const Rule rule_token_in_registry_url;
extern const Rule rule_env_var_unset_in_npmrc;
extern const Rule rule_proxy_auth_misread;
extern const Rule rule_proxy_in_the_way;
extern const Rule rule_tls_ca_untrusted;
extern const Rule rule_ip_or_rate_block;
extern const Rule rule_registry_outage;
extern const Rule rule_scope_mapping_malformed;
extern const Rule rule_workspace_npmrc_ignored;
extern const Rule rule_global_install_ignores_project;
extern const Rule rule_env_config_overrides;
extern const Rule rule_userconfig_redirected;
extern const Rule rule_npmrc_wrong_file;
extern const Rule rule_replace_registry_host_rewrite;
extern const Rule rule_lockfile_foreign_host;
extern const Rule rule_tarball_url_wrong_server;
extern const Rule rule_registry_host_unknown;
extern const Rule rule_registry_url_wrong;
extern const Rule rule_html_login_page;
extern const Rule rule_cross_host_tarball_no_auth;
extern const Rule rule_tarball_outside_registry;
extern const Rule rule_redirect_to_foreign_host;
extern const Rule rule_publishconfig_registry_mismatch;
extern const Rule rule_publish_endpoint_wrong;
extern const Rule rule_default_registry_too_wide;
extern const Rule rule_user_npmrc_redirects;
extern const Rule rule_secrets_withheld_untrusted_run;
extern const Rule rule_env_var_empty;
extern const Rule rule_empty_entry_shadows;
extern const Rule rule_auth_key_malformed;
extern const Rule rule_auth_field_typo;
extern const Rule rule_scope_prefixed_auth;
extern const Rule rule_auth_key_case_mismatch;
extern const Rule rule_auth_key_port_mismatch;
extern const Rule rule_auth_key_trailing_slash;
extern const Rule rule_auth_key_too_wide_for_publish;
extern const Rule rule_auth_key_path_too_narrow;
extern const Rule rule_basic_auth_incomplete;
extern const Rule rule_scope_mapping_missing;
extern const Rule rule_auth_key_host_mismatch;
extern const Rule rule_env_token_var_not_read;
extern const Rule rule_env_ref_syntax_wrong;
extern const Rule rule_token_placeholder;
extern const Rule rule_token_quoted;
extern const Rule rule_token_bearer_prefix;
extern const Rule rule_token_cut_by_comment;
extern const Rule rule_password_not_base64;
extern const Rule rule_auth_not_base64;
extern const Rule rule_base64_wrapped;
extern const Rule rule_project_npmrc_shadows_user;
extern const Rule rule_shadowed_by_other_key;
extern const Rule rule_otp_required;
extern const Rule rule_private_needs_paid_plan;
extern const Rule rule_publish_conflict_masked;
extern const Rule rule_whoami_unsupported_by_registry;
extern const Rule rule_proxy_or_gateway_strips_auth;
extern const Rule rule_token_expired;
extern const Rule rule_token_scope_insufficient;
extern const Rule rule_policy_block;
extern const Rule rule_account_not_owner;
extern const Rule rule_package_access_not_granted;
extern const Rule rule_token_invalidated;
extern const Rule rule_password_wrong;
extern const Rule rule_endpoint_unsupported;
extern const Rule rule_package_or_version_absent;
extern const Rule rule_no_credential_for_registry;
extern const Rule rule_unexplained_refusal;
extern const Rule rule_literal_secret;
extern const Rule rule_npmrc_readable_by_others;
extern const Rule rule_credential_over_http;
extern const Rule rule_token_checksum_wrong;
extern const Rule rule_credential_unused;
extern const Rule rule_npmrc_key_dead;
extern const Rule rule_own_config_ignored;
extern const Rule rule_policy_unreadable;
extern const Rule rule_policy_registry;
extern const Rule rule_policy_credential;
extern const Rule rule_policy_expiry;

namespace {

// Long: one list.
const auto& list() {
  static const std::array rules{
      // stops: npm stops before it asks anyone
      rule_npm_cannot_start,
      rule_unscoped_auth_rejected,
      rule_token_trailing_newline,
      // files: the file is damaged, or not what it looks like
      rule_npmrc_encoding,
      rule_npmrc_unreadable,
      rule_npmrc_lines_merged,
      rule_npmrc_ini_section,
      rule_token_in_registry_url,
      // A literal $NAME or ${NAME} in an address or a credential: the host that is not there and the 404 are what comes
      // of it.
      rule_env_ref_syntax_wrong,  // before the unset variable: to npm, ${NAME:-x} is a variable with an odd name
      rule_env_var_unset_in_npmrc,
      // transport: the registry was not reached, or is not itself
      rule_proxy_auth_misread,
      rule_proxy_in_the_way,
      rule_tls_ca_untrusted,
      rule_ip_or_rate_block,
      rule_registry_outage,
      // routing: another registry is asked, or the right one by a wrong address
      rule_scope_mapping_malformed,
      rule_workspace_npmrc_ignored,
      rule_global_install_ignores_project,
      rule_env_config_overrides,
      rule_userconfig_redirected,
      rule_npmrc_wrong_file,
      rule_replace_registry_host_rewrite,
      rule_lockfile_foreign_host,
      rule_tarball_url_wrong_server,
      rule_registry_host_unknown,
      rule_registry_url_wrong,
      rule_html_login_page,
      rule_cross_host_tarball_no_auth,
      rule_tarball_outside_registry,
      rule_redirect_to_foreign_host,
      rule_publishconfig_registry_mismatch,
      rule_publish_endpoint_wrong,
      rule_default_registry_too_wide,
      rule_user_npmrc_redirects,
      // keys: a credential is there, but npm does not send it
      rule_secrets_withheld_untrusted_run,
      rule_env_var_empty,
      rule_empty_entry_shadows,
      rule_auth_key_malformed,
      rule_auth_field_typo,
      rule_scope_prefixed_auth,
      rule_auth_key_case_mismatch,
      rule_auth_key_port_mismatch,
      rule_auth_key_trailing_slash,
      rule_auth_key_too_wide_for_publish,
      rule_auth_key_path_too_narrow,
      rule_basic_auth_incomplete,
      rule_scope_mapping_missing,
      rule_auth_key_host_mismatch,
      rule_env_token_var_not_read,
      // values: the credential's value is damaged
      rule_token_placeholder,
      rule_token_quoted,
      rule_token_bearer_prefix,
      rule_token_cut_by_comment,
      rule_password_not_base64,
      rule_auth_not_base64,
      rule_base64_wrapped,
      // verdict: the credential is sent, and the host has said what it thinks of it
      rule_project_npmrc_shadows_user,
      rule_shadowed_by_other_key,
      rule_otp_required,
      rule_private_needs_paid_plan,
      rule_publish_conflict_masked,
      rule_whoami_unsupported_by_registry,
      rule_proxy_or_gateway_strips_auth,
      rule_token_expired,
      rule_policy_block,
      rule_token_scope_insufficient,
      rule_account_not_owner,
      rule_package_access_not_granted,
      rule_token_invalidated,
      rule_password_wrong,
      rule_endpoint_unsupported,
      rule_package_or_version_absent,
      rule_no_credential_for_registry,
      rule_unexplained_refusal,
      // lint: what no request shows
      rule_literal_secret,
      rule_npmrc_readable_by_others,
      rule_credential_over_http,
      rule_token_checksum_wrong,
      rule_credential_unused,
      rule_npmrc_key_dead,
      // policy: what e401 itself was told; npm knows nothing of it
      rule_own_config_ignored,
      rule_policy_unreadable,
      rule_policy_registry,
      rule_policy_credential,
      rule_policy_expiry,
  };
  return rules;
}

}  // namespace

std::span<const Rule> all_rules() {
  return list();
}

int depth_of(std::string_view code) {
  for (std::size_t i = 0; i < list().size(); ++i)
    if (list()[i].code == code) return static_cast<int>(i);
  return static_cast<int>(list().size());
}

}  // namespace e401::rules
