// libcrypto starts without openssl.cnf: a gate's keys must not depend on a file or a variable
// (OPENSSL_CONF) that can load other code, and reading it takes about a millisecond.
internal import CLibcrypto

/// Starts libcrypto before its first use; costs a look at a flag afterwards.
func startLibrary() {
    // The first caller decides whether the file is read, for the life of the program.
    _ = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
}
