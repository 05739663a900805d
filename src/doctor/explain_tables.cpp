#include "doctor/explain_tables.h"

#include <array>

namespace e401::doctor {
namespace {

using providers::Says;

constexpr std::string_view tls_causes = "tls-ca-untrusted";
constexpr std::string_view unreachable_causes = "registry-outage,registry-url-wrong,proxy-auth-misread";

constexpr std::array codes{
    CodeMeaning{"E401",
                "The host wants a credential and got none, or one that it does not accept. npm's sentence (\"your "
                "authentication token seems to be invalid\", \"Incorrect or missing password\") is chosen from the "
                "server's WWW-Authenticate header alone: it says nothing about what was sent.",
                "no-credential-for-registry,env-var-unset-in-npmrc,lockfile-foreign-host,token-expired,token-"
                "invalidated,auth-key-host-mismatch"},
    CodeMeaning{"E402",
                "The registry wants a paid plan: a scoped package is private unless --access public says "
                "otherwise.",
                "private-needs-paid-plan", true},
    CodeMeaning{"E403",
                "The host knows who asks and says no: a missing permission, a version that is there already, a policy, "
                "or a block. A new login does not change that.",
                "account-not-owner,token-scope-insufficient,package-access-not-granted,publish-conflict-masked,otp-"
                "required,ip-or-rate-block"},
    CodeMeaning{"E404",
                "The package is not there, or the host hides it from who asks: the public registry and GitLab say 404 "
                "where others say 401. On a PUT it means \"not allowed\".",
                "package-or-version-absent,no-credential-for-registry,scope-mapping-missing,default-registry-too-wide,"
                "token-expired,package-access-not-granted"},
    CodeMeaning{"E400",
                "The host could not make sense of the request; a redirect to a store that refuses a second credential, "
                "or a repository that takes no uploads, answer so.",
                "publish-endpoint-wrong,redirect-to-foreign-host"},
    CodeMeaning{"E405",
                "The address does not take this method: a group, virtual or mirror repository cannot be "
                "published to.",
                "publish-endpoint-wrong"},
    CodeMeaning{"E407", "A proxy on the way wants credentials; the registry was not reached.", "proxy-auth-misread"},
    CodeMeaning{"E409", "The version is there already, or two publishes met.", "publish-conflict-masked"},
    CodeMeaning{"EPUBLISHCONFLICT", "This very version is there already.", "publish-conflict-masked", true},
    CodeMeaning{"E429", "Too many requests: the host throttles this address or account.", "ip-or-rate-block"},
    CodeMeaning{"E451", "The host may not hand this package out, for legal reasons; no credential changes that.", ""},
    CodeMeaning{"ENEEDAUTH",
                "npm did not ask anyone: publish and whoami look for a credential under exactly one key, made from the "
                "registry's address, and found none.",
                "no-credential-for-registry,auth-key-trailing-slash,auth-key-too-wide-for-publish,env-token-var-not-"
                "read,publishconfig-registry-mismatch,workspace-npmrc-ignored"},
    CodeMeaning{"EOTP", "The registry wants a second factor: a one-time password, or a token that may go without.",
                "otp-required", true},
    CodeMeaning{"EAUTHIP", "The token is bound to other addresses (its CIDR list).", "ip-or-rate-block"},
    CodeMeaning{"ERR_INVALID_AUTH",
                "npm did not start: a file holds a credential that is not tied to a registry, which npm 9 and later "
                "refuse.",
                "unscoped-auth-rejected", true},
    CodeMeaning{"EALLOWREMOTE",
                "npm 12 did not ask: the tarball's address lies outside of the registry's own address (allow-remote).",
                "lockfile-foreign-host,tarball-outside-registry,tarball-url-wrong-server,cross-host-tarball-no-auth"},
    CodeMeaning{
        "ETARGET",
        "The registry was read, and has no version that fits: the version was never published there, or this is "
        "not the registry that has it. Nothing was refused.",
        "package-or-version-absent,default-registry-too-wide,user-npmrc-redirects"},
    CodeMeaning{"ERESOLVE",
                "The registry was read; npm found no set of versions in which every package accepts the others (peer "
                "dependencies). That is a matter of package.json, not of a credential.",
                ""},
    CodeMeaning{"EUSAGE",
                "npm does not understand the command, or npm ci found package.json and the lockfile to differ. No "
                "registry refused.",
                ""},
    CodeMeaning{"128",
                "git failed, not a registry: a dependency is named by a git address, and git could not read it (its "
                "SSH key or its own credential).",
                ""},
    CodeMeaning{"EINTEGRITY",
                "What arrived is not what the lockfile remembers: another registry or mirror serves other bytes, or a "
                "page came instead of the package.",
                "html-login-page,replace-registry-host-rewrite"},
    CodeMeaning{"FETCH_ERROR",
                "No answer that npm could use: the connection failed, or what came was not JSON (a login page, a "
                "proxy's error page).",
                "html-login-page,registry-url-wrong,registry-outage"},
    CodeMeaning{"ECONNREFUSED",
                "Nothing listens at that address and port: the registry is down, or its port, its "
                "protocol or the proxy is not the one that is configured.",
                unreachable_causes},
    CodeMeaning{"ECONNRESET",
                "The connection was cut before an answer came: by the server, or by a proxy or firewall "
                "on the way.",
                unreachable_causes},
    CodeMeaning{"ETIMEDOUT", "No answer in time: the registry, a proxy or a firewall on the way stays silent.",
                unreachable_causes},
    CodeMeaning{"ERR_SOCKET_TIMEOUT", "No answer in time: the registry, a proxy or a firewall on the way stays silent.",
                unreachable_causes},
    CodeMeaning{"EHOSTUNREACH", "No way leads to that host from this machine.", unreachable_causes},
    CodeMeaning{"ENOTFOUND", "No such host: the name in the address has no address.", "registry-host-unknown"},
    CodeMeaning{"EAI_AGAIN",
                "The host's name could not be looked up: the machine has no name server that answers (no "
                "network, a container without DNS), or the name is known inside of a company only.",
                "registry-host-unknown"},
    CodeMeaning{"SELF_SIGNED_CERT_IN_CHAIN", "The host's certificate comes from an authority that Node does not trust.",
                tls_causes},
    CodeMeaning{"DEPTH_ZERO_SELF_SIGNED_CERT",
                "The host's certificate is its own authority; Node trusts no such certificate.", tls_causes},
    CodeMeaning{"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                "The host's certificate comes from an authority that Node does not trust, or the host leaves out its "
                "chain.",
                tls_causes},
    CodeMeaning{"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
                "The host's certificate comes from an authority that Node does not trust.", tls_causes},
    CodeMeaning{"CERT_HAS_EXPIRED", "The host's certificate is past its end (or this machine's clock is wrong).",
                tls_causes},
    CodeMeaning{"ERR_TLS_CERT_ALTNAME_INVALID",
                "The certificate belongs to another host name: the address is wrong, or something on the way answers "
                "in the host's place.",
                "registry-url-wrong,tls-ca-untrusted"},
};

// Asked in this order. The first two lines stand without a code.
constexpr std::array sentences{
    Sentence{"cannot publish over the previously published", "This very version is there already.",
             "publish-conflict-masked", true},
    Sentence{"Failed to replace env in config",
             "npm did not start: an npmrc refers to a variable that is not set in this environment, which npm 6 and "
             "earlier (and Yarn 1) refuse.",
             "env-var-unset-in-npmrc", true},
    Sentence{"Invalid character in header content [\"authorization\"]",
             "npm asked nobody: the credential holds a character that no HTTP header may carry, most often a line end "
             "that came along with a secret.",
             "token-trailing-newline", true},
    Sentence{"is not a legal HTTP header value",
             "npm asked nobody: a header's value, nearly always the credential, holds a character that no HTTP header "
             "may carry, most often a line end that came along with a secret.",
             "token-trailing-newline,token-quoted,token-placeholder"},
    Sentence{"Only one auth mechanism allowed",
             "A redirect took the credential along to a store that refuses a second one.", "redirect-to-foreign-host",
             true},
    Sentence{"audit endpoint returned an error",
             "Only the audit's own request was refused; installs do not need it. Many private registries have no audit "
             "endpoint and answer 400, 401, 404 or 405 to it, whatever the credential. To audit all the same: npm "
             "audit --registry with a registry that answers it; to leave it out: --no-audit.",
             ""},
    Sentence{"No auth for URI, but auth present for scoped registry",
             "npm had a credential for the scope's registry and asked for the tarball on another host, so it sent "
             "none: the address comes from the lockfile, or from the package's document.",
             "lockfile-foreign-host,cross-host-tarball-no-auth"},
    Sentence{
        "Access token expired or revoked",
        "The public registry did not accept the token, and says \"expired or revoked\" to every token that it does "
        "not know: also to a placeholder, to the text of a variable that is not set, and to names that are merely "
        "absent.",
        "token-expired,token-placeholder,token-invalidated,env-var-unset-in-npmrc"},
};

constexpr std::array words{
    HostWords{Says::nobody, "The host says that no credential arrived.",
              "no-credential-for-registry,auth-key-host-mismatch,lockfile-foreign-host,env-var-empty,auth-key-trailing-"
              "slash"},
    HostWords{
        Says::unknown_credential,
        "A credential arrived that the host does not know: the text of a variable that is not set, a placeholder, "
        "another service's token, a mistyped one, or one that is deleted.",
        "env-var-unset-in-npmrc,token-invalidated,token-expired,token-placeholder,token-quoted"},
    HostWords{Says::wrong_password, "The host refuses this user name and password.",
              "password-wrong,password-not-base64,auth-not-base64,env-var-unset-in-npmrc"},
    HostWords{Says::expired, "The host says that the token is past its end.", "token-expired", true},
    HostWords{Says::revoked, "The host says that the token was revoked.", "token-invalidated", true},
    HostWords{Says::lacks_permission, "The token works, but lacks a permission.", "token-scope-insufficient", true},
    HostWords{Says::no_read_right,
              "The credential works, but may not read this package: it is not shared with its owner, or the token was "
              "made without the permission.",
              "package-access-not-granted,token-scope-insufficient"},
    HostWords{Says::no_write_right,
              "The credential works, but may not publish this package: the account has no right to, or the token was "
              "made without it.",
              "account-not-owner,token-scope-insufficient"},
    HostWords{Says::wrong_owner, "The credential works, and belongs to somebody else than the scope does.",
              "account-not-owner,scope-mapping-malformed"},
    HostWords{Says::absent, "The host says that it has no such package.",
              "package-or-version-absent,package-access-not-granted"},
    HostWords{Says::version_exists, "This very version is there already.", "publish-conflict-masked", true},
    HostWords{Says::second_factor, "The registry wants a second factor, or a token that may go without.",
              "otp-required", true},
    HostWords{Says::needs_plan, "The registry wants a paid plan.", "private-needs-paid-plan", true},
    HostWords{Says::other_address, "The token is bound to other addresses.", "ip-or-rate-block"},
    HostWords{Says::policy, "A rule of the host keeps this package back; no credential changes that.", "policy-block"},
};

}  // namespace

std::span<const CodeMeaning> known_codes() {
  return codes;
}
std::span<const Sentence> npm_sentences() {
  return sentences;
}
std::span<const HostWords> host_words() {
  return words;
}

}  // namespace e401::doctor
