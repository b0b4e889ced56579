// A secret that lies in a file by itself, such as a passphrase: read only where nobody else can.
import Glibc

/// Who has put a secret file in its place.
package enum SecretFileOrigin: Sendable {
    /// The one who runs the program; mode 0600 at most.
    case user
    /// systemd, as a credential: it may own the file itself and let this user in by an access list,
    /// which shows as the group's right to read. Nobody else may read it, and nobody write it.
    case systemd
}

/// Reads a whole file that holds a secret.
///
/// - Parameter limitBytes: the most that is taken.
/// - Returns: nil where there is no such file.
/// - Throws: `PrivateFileError.symbolicLink`, `.wrongType`, `.wrongOwner`, `.wrongMode`,
///   `.tooLong`, `.system`.
package func readSecretFile(
    _ path: String, from origin: SecretFileOrigin, limitBytes: Int
) throws(PrivateFileError) -> [UInt8]? {
    let number = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    if number < 0, errno == ENOENT || errno == ENOTDIR { return nil }
    let file = try OpenFile(number, path: path, operation: "open")
    switch origin {
    case .user: try file.requireOwn(.file, mode: 0o600)
    case .systemd:
        let found = try file.attributes()
        guard found.st_mode & S_IFMT == S_IFREG else { throw .wrongType(path, expected: .file) }
        guard found.st_uid == 0 || found.st_uid == geteuid() else {
            throw .wrongOwner(path, found: found.st_uid, expected: geteuid())
        }
        guard found.st_mode & 0o037 == 0 else {
            throw .wrongMode(path, found: found.st_mode & 0o7777, expected: 0o400)
        }
    }
    guard try file.byteCount <= limitBytes else { throw .tooLong(path, limitBytes: limitBytes) }
    return try file.read(limitBytes, at: 0)
}
