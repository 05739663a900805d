// pack_roots OUTPUT FOLDER: packs every PEM certificate of a folder (Debian's ca-certificates: Mozilla's list) into one
// file that is searched by subject. The layout is told in src/sys/net/roots.cpp. Runs while e401 is built, never on a
// user's machine.
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

struct Root {
  std::uint32_t hash;
  std::string der;
};

void put_number(std::string& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xff);
}

void read_file(const std::string& path, std::vector<Root>& roots) {
  BIO* in = BIO_new_file(path.c_str(), "r");
  while (X509* certificate = in ? PEM_read_bio_X509(in, nullptr, nullptr, nullptr) : nullptr) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    const auto hash =
        static_cast<std::uint32_t>(X509_NAME_hash_ex(X509_get_subject_name(certificate), nullptr, nullptr, nullptr));
    roots.push_back({hash, std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size))});
    OPENSSL_free(der);
    X509_free(certificate);
  }
  BIO_free(in);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: pack_roots OUTPUT FOLDER\n"), 2;
  std::vector<std::string> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2], problem))
    if (entry.path().extension() == ".crt") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  std::vector<Root> roots;
  for (const std::string& path : files) read_file(path, roots);
  if (roots.size() < 50)
    return std::fprintf(stderr, "pack_roots: only %zu certificates in %s (install ca-certificates)\n", roots.size(),
                        argv[2]),
           1;
  std::stable_sort(roots.begin(), roots.end(), [](const Root& a, const Root& b) { return a.hash < b.hash; });

  std::string out;
  put_number(out, static_cast<std::uint32_t>(roots.size()));
  std::uint32_t offset = static_cast<std::uint32_t>(4 + roots.size() * 12);
  for (const Root& root : roots) {
    put_number(out, root.hash);
    put_number(out, offset);
    put_number(out, static_cast<std::uint32_t>(root.der.size()));
    offset += static_cast<std::uint32_t>(root.der.size());
  }
  for (const Root& root : roots) out += root.der;
  std::ofstream file(argv[1], std::ios::binary);
  file << out;
  return file.flush() ? 0 : 1;
}
