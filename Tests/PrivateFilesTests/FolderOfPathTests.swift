// An output is known for what it is however its path is written.
import Foundation
import PrivateFiles
import TestSupport
import Testing

@Suite struct `Folder of a path` {
    @Test func `is the same by any name, and never one that is not there`() throws {
        let folder = try TestFolder()
        let inner = folder.path + "/keys"
        try FileManager.default.createDirectory(
            atPath: inner, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: inner)
        #expect(stands(inner + "/data.key", in: inner))
        #expect(stands(inner + "/../keys/new", in: inner))
        #expect(stands(folder.path + "/link/new", in: inner))
        #expect(!stands(folder.path + "/new", in: inner))
        #expect(!stands(folder.path + "/none/new", in: folder.path + "/none"))
    }
}
