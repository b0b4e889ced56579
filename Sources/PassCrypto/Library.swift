// libcrypto starts without openssl.cnf: a gate's keys must not depend on a file or a variable
// (OPENSSL_CONF) that can load other code, and reading it takes about a millisecond. Nor does it
// tidy its tables at the program's end: the kernel takes the memory back in one piece.
internal import CLibcrypto

/// Starts libcrypto before its first use; costs a look at a flag afterwards.
func startLibrary() {
    // The first caller decides, for the life of the program.
    let options = UInt64(OPENSSL_INIT_NO_LOAD_CONFIG) | UInt64(OPENSSL_INIT_NO_ATEXIT)
    _ = OPENSSL_init_crypto(options, nil)
}
