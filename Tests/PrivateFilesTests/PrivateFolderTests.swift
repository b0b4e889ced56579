// A folder for secrets refuses whatever others could have put there or could read.
import Foundation
import PrivateFiles
import Testing

@Suite struct `Private folder` {
    private let root: String

    init() throws {
        root = NSTemporaryDirectory() + "private-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    @Test func `gives back what was written, with nobody else able to read it`() throws {
        let folder = try PrivateFolder(making: root + "/keys")
        let secret: [UInt8] = [1, 2, 3]
        try folder.replace("a", with: secret.span)
        #expect(try folder.read("a", limitBytes: 3) == secret)
        #expect(try folder.read("b", limitBytes: 3) == nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: root + "/keys/a")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let ofFolder = try FileManager.default.attributesOfItem(atPath: root + "/keys")
        #expect(ofFolder[.posixPermissions] as? Int == 0o700)
    }

    @Test func `refuses a folder that others may enter, and says the command that mends it`() throws
    {
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: root)
        let path = root
        let error = #expect(throws: PrivateFileError.self) { _ = try PrivateFolder(opening: path) }
        #expect(error == .wrongMode(path, found: 0o750, expected: 0o700))
        #expect(error?.description.contains("chmod 0700") == true)
        #expect(error?.chineseText.contains("chmod 0700") == true)
    }

    @Test func `refuses a file that others may read`() throws {
        let folder = try PrivateFolder(opening: root)
        let secret: [UInt8] = [1]
        try folder.replace("a", with: secret.span)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: root + "/a")
        #expect(throws: PrivateFileError.wrongMode(root + "/a", found: 0o640, expected: 0o600)) {
            try folder.read("a", limitBytes: 9)
        }
    }

    @Test func `waits until the disk has a file by its name, if it is nobody else's`() throws {
        let folder = try PrivateFolder(opening: root)
        let bytes = [UInt8](repeating: 7, count: 9_000)
        try folder.make("a").write(bytes.span, at: 0)
        try folder.synchronize("a")
        #expect(try folder.read("a", limitBytes: 9_000) == bytes)
        try folder.synchronize("b")
        #expect(!FileManager.default.fileExists(atPath: root + "/b"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: root + "/a")
        #expect(throws: PrivateFileError.self) { try folder.synchronize("a") }
    }

    @Test func `follows no link, neither to the folder nor in it`() throws {
        let folder = try PrivateFolder(opening: root)
        let path = root
        try FileManager.default.createSymbolicLink(
            atPath: root + "/link", withDestinationPath: "/etc/passwd")
        #expect(throws: PrivateFileError.symbolicLink(path + "/link")) {
            try folder.read("link", limitBytes: 9999)
        }
        try FileManager.default.createSymbolicLink(
            atPath: root + "-link", withDestinationPath: root)
        #expect(throws: PrivateFileError.symbolicLink(path + "-link")) {
            _ = try PrivateFolder(opening: path + "-link/")
        }
    }

    @Test func `refuses a file over the limit, and takes one of exactly the limit`() throws {
        let folder = try PrivateFolder(opening: root)
        let secret: [UInt8] = [1, 2, 3]
        try folder.replace("a", with: secret.span)
        #expect(try folder.read("a", limitBytes: 3)?.count == 3)
        #expect(throws: PrivateFileError.tooLong(root + "/a", limitBytes: 2)) {
            try folder.read("a", limitBytes: 2)
        }
    }

    @Test func `keeps the old file where the new one cannot be written`() throws {
        let folder = try PrivateFolder(opening: root)
        let old: [UInt8] = [1]
        try folder.replace("a", with: old.span)
        try FileManager.default.createDirectory(
            atPath: root + "/a.part", withIntermediateDirectories: false)
        #expect(throws: PrivateFileError.self) { try folder.replace("a", with: old.span) }
        #expect(try folder.read("a", limitBytes: 3) == old)
    }
}
