// Files that lie sealed in parts, and what is told of those that somebody changed.
import Foundation
import PassCrypto
import Registry
import TestSupport
import Testing

@testable import Issuance

@Suite struct `Sealed files` {
    private let folder: TestFolder
    private let sealed: SealedFolder

    init() throws {
        folder = try TestFolder()
        let folders = OfficeFolders(data: folder.path, keys: folder.path + "/keys")
        var key = [UInt8](repeating: 7, count: 32)
        let seal = try RegistrySeal(
            dataKey: SecretBytes(wiping: &key), random: .fixed(seed: 3))
        sealed = SealedFolder("uploads", of: folders, seal.files)
    }

    private func path(_ name: String) -> String { "\(folder.path)/uploads/\(name)" }

    private func keep(_ bytes: [UInt8], as name: String, piece: Int = 10_007) throws {
        let file = try sealed.begin(name)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try file.append(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        try file.finish()
    }

    private func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func `come back whole and from any place, however they came in`(count: Int) throws {
        let plain = bytes(count)
        for piece in [1_000, 65_536, 300_000] {
            try keep(plain, as: "a.list", piece: piece)
            let file = try #require(try sealed.open("a.list"))
            #expect(file.count == count)
            #expect(try file.whole() == plain)
            for start in [0, 1, 65_535, 65_536, count - 1] where (0..<count).contains(start) {
                #expect(
                    try file.read(70_000, at: start)
                        == Array(plain[start..<min(count, start + 70_000)]))
            }
            #expect(try file.read(10, at: count).isEmpty)
        }
    }

    @Test func `show nothing of what they hold, to their owner only`() throws {
        let plain = Array("身份证号 999999199304086974".utf8)
        try keep(plain, as: "a.list")
        let lying = try Data(contentsOf: URL(filePath: path("a.list")))
        #expect(lying.count == plain.count + FileSeal.overheadBytes)
        #expect(lying.range(of: Data("9999991993".utf8)) == nil)
        let mode = try FileManager.default.attributesOfItem(atPath: path("a.list"))
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func `leave nothing where they were not finished, and nothing is where none was`() throws
    {
        #expect(try sealed.open("a.list") == nil)
        #expect(try !sealed.holds("a.list"))
        do {
            let file = try sealed.begin("a.list")
            try file.append(bytes(100_000))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/uploads").isEmpty)
    }

    @Test(arguments: ["bit", "cut", "longer", "part", "swapped", "renamed", "empty"])
    func `are refused where somebody changed them`(how: String) throws {
        try keep(bytes(150_000), as: "a.list")
        var lying = try Data(contentsOf: URL(filePath: path("a.list")))
        let part = FileSeal.partBytes + FileSeal.overheadBytes
        var name = "a.list"
        switch how {
        case "bit": lying[part + 100] ^= 1
        case "cut": lying.removeLast()
        case "longer": lying.append(0)
        // The last part taken away whole.
        case "part": lying.removeLast(lying.count - 2 * part)
        case "swapped": lying = lying[part..<2 * part] + lying[..<part] + lying[(2 * part)...]
        case "renamed": name = "b.list"
        default: lying = Data()
        }
        try lying.write(to: URL(filePath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
        #expect(throws: CryptoError.self) { _ = try sealed.open(name)?.whole() }
        #expect(throws: CryptoError.self) { _ = try sealed.stored(name) }
    }
}
