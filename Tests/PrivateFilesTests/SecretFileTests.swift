// Files that hold one secret: whose they may be.
import Foundation
import PrivateFiles
import TestSupport
import Testing

@Suite struct `A secret file` {
    private let folder: TestFolder
    private let path: String

    init() throws {
        folder = try TestFolder()
        path = folder.path + "/secret"
        try Data("secret".utf8).write(to: URL(filePath: path))
        try allow(0o600)
    }

    private func allow(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `is read whole by its owner, up to the limit`() throws {
        #expect(
            try readSecretFile(path, from: .user, limitBytes: 6) == Array("secret".utf8))
        #expect(throws: PrivateFileError.tooLong(path, limitBytes: 5)) {
            _ = try readSecretFile(path, from: .user, limitBytes: 5)
        }
        #expect(try readSecretFile(path + "-not", from: .user, limitBytes: 6) == nil)
        #expect(try readSecretFile(path + "/not", from: .user, limitBytes: 6) == nil)
    }

    @Test(arguments: [0o640, 0o604, 0o700, 0o660])
    func `of a user that others could use is refused`(mode: Int) throws {
        try allow(mode)
        #expect(
            throws: PrivateFileError.wrongMode(path, found: UInt32(mode), expected: 0o600)
        ) { _ = try readSecretFile(path, from: .user, limitBytes: 6) }
    }

    @Test func `of systemd may let a group read, and nobody else`() throws {
        for mode in [0o400, 0o440] {
            try allow(mode)
            #expect(try readSecretFile(path, from: .systemd, limitBytes: 6)?.count == 6)
        }
        for mode in [0o444, 0o460, 0o402] {
            try allow(mode)
            #expect(
                throws: PrivateFileError.wrongMode(path, found: UInt32(mode), expected: 0o400)
            ) { _ = try readSecretFile(path, from: .systemd, limitBytes: 6) }
        }
    }

    @Test func `is no link and no folder`() throws {
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        for origin in [SecretFileOrigin.user, .systemd] {
            #expect(throws: PrivateFileError.symbolicLink(link)) {
                _ = try readSecretFile(link, from: origin, limitBytes: 6)
            }
            #expect(throws: PrivateFileError.wrongType(folder.path, expected: .file)) {
                _ = try readSecretFile(folder.path, from: origin, limitBytes: 6)
            }
        }
    }
}
