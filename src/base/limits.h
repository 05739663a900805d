// Every bound of the program, with its reason. A number that limits something stands here and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace e401::limits {

// clang-format off: a table, one bound a line with its reason
inline constexpr std::size_t fingerprint_secret_min_chars = 20;  // shorter values could be guessed from 8 hex digits (TRUST 5)

inline constexpr std::size_t redact_min_chars = 6;               // shorter "secrets" would blank out ordinary words

inline constexpr std::size_t rc_file_max_bytes = 4u << 20;       // an .npmrc is a page; more is a mistake or an attack
inline constexpr std::ptrdiff_t rc_lines_max = 5'000;            // real files have dozens; each line is compared with the others
inline constexpr std::size_t rc_objects_max = 65'536;            // nested sections of one file; real ones have none
inline constexpr std::size_t url_credentials_max_bytes = 4u << 10;  // "user:password" is looked for so far; JWTs reach 2 KB
inline constexpr std::size_t package_json_max_bytes = 8u << 20;
inline constexpr std::size_t lockfile_max_bytes = 128u << 20;    // the largest seen in the wild are about 30 MB
inline constexpr std::size_t debug_log_max_bytes = 64u << 20;    // of a longer log the beginning and the end are read
inline constexpr std::size_t debug_log_ends_max_bytes = 16u << 20;  // this much of it: the command stands first, the failure last
inline constexpr std::size_t log_input_max_bytes = 4ull << 30;   // of standard input that does not end
inline constexpr int debug_log_parts_max = 5;                    // npm begins a new file after 50,000 events, five times at most
inline constexpr std::size_t log_requests_max = 20'000;          // an install of 5,000 packages logs about 10,000
inline constexpr std::size_t log_texts_max = 200;                // error lines, notices, warnings kept of one log, each
inline constexpr std::size_t log_line_max_bytes = 8u << 10;      // servers put whole pages into their messages
inline constexpr std::size_t log_prefix_max_bytes = 400;         // what CI puts in front of a line: job, step, time
inline constexpr std::size_t debug_logs_looked_at_max = 30;      // npm keeps 10; logs-max may be higher
inline constexpr std::size_t dump_query_max_bytes = 8u << 20;    // `config dump` reads its questions from standard input
inline constexpr std::size_t json_depth_max = 256;
inline constexpr std::size_t yaml_file_max_bytes = 64u << 10;    // e401's own files are a page
inline constexpr std::size_t yaml_depth_max = 16;                // they need 4
inline constexpr std::size_t yaml_nodes_max = 4'096;             // keys, values and lists together
inline constexpr std::size_t policy_prefix_max_chars = 16;       // a stranger's policy must not be able to ask for more of a token
inline constexpr int policy_days_max = 3'650;
inline constexpr std::size_t directory_entries_max = 20'000;     // workspace globs, log folders
inline constexpr std::size_t shim_max_bytes = 64u << 10;         // a shell script that starts npm; node's version header
inline constexpr int workspace_depth_max = 3;                    // folders below the root in which a member's npmrc is looked for
inline constexpr std::size_t workspace_folders_looked_at_max = 2'000;
inline constexpr std::size_t parents_walked_max = 256;
inline constexpr std::size_t glob_expansions_max = 1'000;       // of one workspace pattern with {a,b}
inline constexpr int links_followed_max = 40;                    // as the kernel counts
inline constexpr int temporary_names_tried_max = 16;             // 32 random bits each: a second try is already odd

inline constexpr std::size_t passwd_file_max_bytes = 4u << 20;
inline constexpr std::size_t answer_line_max_bytes = 16u << 10;  // a terminal's own line holds 4 KB
inline constexpr int columns_min = 20;                           // of a terminal; what $COLUMNS may claim
inline constexpr int columns_max = 1'000;

inline constexpr int output_drain_rounds_max = 64;               // 16 KB each, when a child has ended: more than its pipes hold
inline constexpr int browser_start_wait_ms = 1'000;              // an opener that fails does so sooner

inline constexpr std::size_t output_collected_max_bytes = 256u << 10;  // of stdout, before it is written

inline constexpr std::size_t header_bytes_max = 16u << 10;       // of one HTTP answer: Node's own bound, npm fails beyond it
inline constexpr int interim_answers_max = 8;                    // 100 Continue, 103 Early Hints
inline constexpr std::size_t error_body_max_bytes = 64u << 10;   // what is kept of a refusal
inline constexpr std::size_t packument_bodies_max_bytes = 16u << 20;  // of one batch together, in equal shares: one address of each counts
inline constexpr std::size_t packument_look_max_bytes = 256u << 10;   // where it only counts that it is one
inline constexpr int redirects_max = 20;                         // make-fetch-happen's own bound
inline constexpr int probes_max = 48;                            // requests of one diagnosis
inline constexpr int probe_packages_max = 16;                    // different packages asked for in one diagnosis
inline constexpr std::size_t evidence_lines_max = 25;             // of one finding: a lockfile may have thousands alike
inline constexpr int doctor_deadline_ms = 10'000;                // all rounds together
inline constexpr int connect_timeout_ms = 5'000;
inline constexpr int connect_head_start_ms = 250;                // of one address before the next is tried too, as in Node
inline constexpr int request_timeout_ms = 8'000;                 // a host that needs longer is said to hang
inline constexpr std::size_t requests_at_once_max = 48;          // connections, and threads, of one batch
inline constexpr std::size_t proxy_body_max_bytes = 16u << 10;   // what is kept of a proxy's refusal
inline constexpr std::size_t certificates_file_max_bytes = 8u << 20;

inline constexpr std::size_t evidences_shown_max = 6;            // of one finding, in text; JSON and SARIF have all
inline constexpr std::size_t hosts_named_max = 3;                // in "the same for 12 more requests (a, b, c and 9 more hosts)"
inline constexpr int text_columns_min = 40;                      // narrower terminals are written to as if they had these
inline constexpr int text_columns_max = 120;                     // longer lines are hard to read

inline constexpr std::size_t token_max_bytes = 8u << 10;          // Node refuses headers of 16 KB; the longest JWTs seen have 3 KB
inline constexpr int login_wait_ms = 10 * 60'000;                // for a person to log in on a web page; --timeout changes it
inline constexpr int login_wait_max_s = 3'600;                   // what --timeout may ask for
inline constexpr int login_polls_max = 2'400;                    // of doneUrl, whatever retry-after says
inline constexpr int login_polls_failed_max = 3;                // of doneUrl, one after another: the third one ends the login
inline constexpr int login_poll_min_ms = 250;                    // where retry-after is 0 or absent: not as fast as the wire allows
inline constexpr int login_poll_max_ms = 30'000;                 // a longer retry-after would outlive the session
inline constexpr std::size_t login_url_max_bytes = 2u << 10;
inline constexpr std::size_t user_name_max_bytes = 256;
inline constexpr std::size_t token_pages_max = 50;               // of a registry's list of tokens
inline constexpr std::size_t tokens_listed_max = 5'000;
inline constexpr int token_days_max = 36'500;                    // a longer life of a token is a mistake in a date
inline constexpr std::size_t token_list_body_max_bytes = 4u << 20;
inline constexpr std::size_t credentials_checked_max = 64;       // by `token check`, one after the other, for a minute at most

inline constexpr int fix_rounds_max = 2;                         // what the first round uncovers is mended in the second; then a person looks
inline constexpr std::size_t backups_per_file_max = 10;          // TRUST 8
inline constexpr std::size_t backup_name_max_chars = 64;         // of the file's own name within its backup's
inline constexpr std::size_t files_changed_max = 256;            // by one plan: a workspace with an npmrc in every member
inline constexpr std::size_t journal_max_bytes = 1u << 20;       // 256 files with the longest paths that occur
inline constexpr std::size_t changed_file_max_bytes = lockfile_max_bytes;   // the largest kind of file that is changed
inline constexpr std::size_t tarballs_verified_max = 4;          // of one fix: one proves the host, a few do no harm
inline constexpr std::size_t tarball_max_bytes = 128u << 20;     // fetched whole to check its integrity
inline constexpr int tarball_deadline_ms = 60'000;
inline constexpr std::size_t diff_lines_shown_max = 120;         // of one file: a lockfile's thousand equal changes are counted instead

inline constexpr std::size_t lint_file_max_bytes = 1u << 20;     // what people write by hand is smaller; lockfiles are read whatever they have
inline constexpr std::size_t lint_files_max = 200'000;           // looked into by one run
inline constexpr std::size_t lint_total_max_bytes = 2ull << 30;  // of all of them
inline constexpr int lint_depth_max = 64;                        // folders below one another
inline constexpr std::size_t lint_projects_max = 32;             // folders with a configuration of their own
inline constexpr std::size_t lint_secrets_max = 1'000;           // reported by one run; more is one mistake many times
inline constexpr std::size_t lint_line_shown_max_bytes = 400;    // longer lines (minified code) are named, not shown
inline constexpr std::size_t lint_baseline_max_bytes = 16u << 20;
inline constexpr std::size_t git_index_max_bytes = 512u << 20;   // the largest known repositories (500,000 files) have 60 MB
inline constexpr std::size_t git_entries_max = 4'000'000;
inline constexpr std::size_t git_path_max_bytes = 16u << 10;     // of one entry; the kernel takes 4 KB
inline constexpr std::size_t git_config_max_bytes = 1u << 20;
inline constexpr int git_config_includes_max = 10;               // as deep as git itself follows include.path
inline constexpr std::size_t ignore_file_max_bytes = 4u << 20;
inline constexpr std::size_t ignore_patterns_max = 50'000;       // of one file
inline constexpr std::size_t wildmatch_steps_max = 100'000;      // of one pattern and path: patterns are a stranger's
// clang-format on

}  // namespace e401::limits
