// libcrypto starts without openssl.cnf: a gate's keys must not depend on a file or a variable
// (OPENSSL_CONF) that can load other code, and reading it takes about a millisecond. Nor does it
// fill the tables of old names and of error strings, which nothing here looks up and which take
// half a millisecond, nor tidy its tables at the program's end: the kernel takes the memory back
// in one piece.
internal import CLibcrypto

/// Starts libcrypto before its first use; costs a look at a flag afterwards.
func startLibrary() {
    // The first caller decides, for the life of the program.
    _ = OPENSSL_init_crypto(withoutExtras, nil)
}

private let withoutExtras = [
    OPENSSL_INIT_NO_LOAD_CONFIG, OPENSSL_INIT_NO_ATEXIT, OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
    OPENSSL_INIT_NO_ADD_ALL_CIPHERS, OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
].reduce(0) { $0 | UInt64($1) }
