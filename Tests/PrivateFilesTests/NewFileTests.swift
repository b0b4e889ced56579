// A file that is written stands whole, or what was there before does.
import Foundation
import PrivateFiles
import TestSupport
import Testing

@Suite struct `New file` {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func `stands under its name only when it is finished`() throws {
        let first: [UInt8] = [1, 2]
        let second: [UInt8] = [3]
        let file = try NewFile("\(folder.path)/a", mode: 0o600)
        try file.append(first.span)
        try file.append(second.span)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/a"))
        try file.finish()
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/a")) == Data([1, 2, 3]))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/a")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try names() == ["a"])
    }

    @Test func `that is let go leaves what was there, and nothing beside it`() throws {
        try Data([9]).write(to: URL(filePath: "\(folder.path)/a"))
        do {
            let bytes: [UInt8] = [1]
            let file = try NewFile("\(folder.path)/a", mode: 0o600)
            try file.append(bytes.span)
        }
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/a")) == Data([9]))
        #expect(try names() == ["a"])
    }

    @Test func `says where its folder is missing`() {
        let path = "\(folder.path)/none/a"
        let error = #expect(throws: PrivateFileError.self) { _ = try NewFile(path, mode: 0o600) }
        #expect(error == .system(operation: "create", path: path, number: 2))
    }

    @Test func `refuses a folder, a link or a device, which renaming would take away`() throws {
        let path = folder.path
        try FileManager.default.createDirectory(
            atPath: "\(path)/folder", withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: "\(path)/link", withDestinationPath: "elsewhere")
        try #require(unsafe mkfifo("\(path)/pipe", 0o600) == 0)
        for name in ["folder", "link", "pipe"] {
            #expect(throws: PrivateFileError.notReplaceable("\(path)/\(name)")) {
                _ = try NewFile("\(path)/\(name)", mode: 0o600)
            }
        }
        // What comes to stand there while the file is being written is not taken away either.
        let file = try NewFile("\(path)/late", mode: 0o600)
        try #require(unsafe mkfifo("\(path)/late", 0o600) == 0)
        #expect(throws: PrivateFileError.notReplaceable("\(path)/late")) { try file.finish() }
    }
}
