// Every bound of the program, with its reason. A number that limits something stands here and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace e401::limits {

inline constexpr std::size_t fingerprint_secret_min_chars = 20;  // shorter values could be guessed from 8 hex digits (TRUST 5)

inline constexpr std::size_t redact_min_chars = 6;               // shorter "secrets" would blank out ordinary words

inline constexpr std::size_t rc_file_max_bytes = 4u << 20;       // an .npmrc is a page; more is a mistake or an attack
inline constexpr std::size_t rc_line_max_bytes = 256u << 10;     // certificates stand on one line, but not more than this
inline constexpr std::size_t package_json_max_bytes = 8u << 20;
inline constexpr std::size_t lockfile_max_bytes = 128u << 20;    // the largest seen in the wild are about 30 MB
inline constexpr std::size_t debug_log_max_bytes = 64u << 20;    // npm rotates at 50,000 events a file
inline constexpr std::size_t log_requests_max = 20'000;          // an install of 5,000 packages logs about 10,000
inline constexpr std::size_t log_texts_max = 200;                // error lines, notices, warnings kept of one log, each
inline constexpr std::size_t log_line_max_bytes = 8u << 10;      // servers put whole pages into their messages
inline constexpr std::size_t log_prefix_max_bytes = 400;         // what CI puts in front of a line: job, step, time
inline constexpr std::size_t debug_logs_looked_at_max = 30;      // npm keeps 10; logs-max may be higher
inline constexpr std::size_t json_depth_max = 256;
inline constexpr std::size_t directory_entries_max = 20'000;     // workspace globs, log folders
inline constexpr std::size_t parents_walked_max = 256;
inline constexpr int links_followed_max = 40;                    // as the kernel counts
inline constexpr int temporary_names_tried_max = 16;             // 32 random bits each: a second try is already odd

inline constexpr std::size_t passwd_file_max_bytes = 4u << 20;
inline constexpr std::size_t answer_line_max_bytes = 16u << 10;  // a terminal's own line holds 4 KB
inline constexpr int columns_min = 20;                           // of a terminal; what $COLUMNS may claim
inline constexpr int columns_max = 1'000;

inline constexpr int output_drain_rounds_max = 64;               // 16 KB each, when a child has ended: more than its pipes hold
inline constexpr int browser_start_wait_ms = 1'000;              // an opener that fails does so sooner

inline constexpr std::size_t output_collected_max_bytes = 256u << 10;  // of stdout, before it is written

inline constexpr std::size_t header_bytes_max = 64u << 10;       // of one HTTP answer
inline constexpr std::size_t error_body_max_bytes = 64u << 10;   // what is kept of a refusal
inline constexpr std::size_t packument_body_max_bytes = 32u << 20;
inline constexpr int redirects_max = 20;                         // make-fetch-happen's own bound
inline constexpr int probes_max = 48;                            // requests of one diagnosis
inline constexpr int probe_packages_max = 16;                    // different packages asked for in one diagnosis
inline constexpr int doctor_deadline_ms = 10'000;                // all rounds together
inline constexpr int connect_timeout_ms = 5'000;

inline constexpr std::size_t evidences_shown_max = 6;            // of one finding, in text; JSON and SARIF have all
inline constexpr std::size_t hosts_named_max = 3;                // in "the same for 12 more requests (a, b, c and 9 more hosts)"
inline constexpr int text_columns_min = 40;                      // narrower terminals are written to as if they had these
inline constexpr int text_columns_max = 120;                     // longer lines are hard to read

}  // namespace e401::limits
