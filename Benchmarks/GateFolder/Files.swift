// Files of a benchmark: no owner or mode to be checked, and a failure ends the program.
import Glibc

/// A file that is written from its beginning.
@safe final class Writing {
    private let file: UnsafeMutablePointer<FILE>

    init(_ path: String) throws {
        guard let opened = unsafe fopen(path, "w") else { exit(3) }
        unsafe file = opened
    }

    /// The last thing to be called.
    func close() { guard unsafe fclose(file) == 0 else { exit(3) } }

    func write(_ bytes: [UInt8]) {
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else { exit(3) }
    }
}

func writeWhole(_ path: String, _ bytes: [UInt8]) throws {
    let file = try Writing(path)
    file.write(bytes)
    file.close()
}

/// The bytes of a file.
func readWhole(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "r") else { exit(3) }
    defer { unsafe fclose(file) }
    unsafe fseek(file, 0, SEEK_END)
    let count = unsafe ftell(file)
    unsafe rewind(file)
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe fread(&bytes, 1, count, file) == count else { exit(3) }
    return bytes
}
