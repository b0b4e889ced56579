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
}
