// Folders beside the database whose files lie sealed in parts: they are written as they come in and
// read from any place. Tests: Tests/IssuanceTests/SealedFolderTests.swift.
import Glibc
import PassCrypto
import PrivateFiles
import Registry

/// A folder of the data folder; 0700, its files 0600 and sealed under their names.
struct SealedFolder {
    private let name: String
    private let folder: String
    private let seal: FileSeal

    /// - Parameter name: within the data folder; it is made with its first file.
    init(_ name: String, of folders: OfficeFolders, _ seal: FileSeal) {
        self.name = name
        folder = "\(folders.data)/\(name)"
        self.seal = seal
    }

    /// Begins a file, which stands under its name when it is finished.
    func begin(_ file: String) throws -> SealedFileWriter {
        let path = try PrivateFolder(making: folder).path(of: file)
        return SealedFileWriter(try NewFile(path, mode: 0o600), "\(name)/\(file)", seal)
    }

    /// - Returns: nil where there is none.
    func open(_ file: String) throws -> SealedFile? {
        guard let opened = try folderOpened()?.open(file, O_RDONLY) else { return nil }
        return try SealedFile(opened, "\(name)/\(file)", seal)
    }

    /// A file as it lies there, once it was opened.
    ///
    /// - Returns: nil where there is none.
    /// - Throws: `CryptoError.notAuthentic` where it was changed; `PrivateFileError`.
    func stored(_ file: String) throws -> StoredFile? {
        guard let opened = try open(file) else { return nil }
        return StoredFile(name: "\(name)/\(file)", bytes: try opened.sealed())
    }

    /// Puts a file in its place as `stored` gave it.
    func put(_ file: String, _ sealed: [UInt8]) throws {
        let new = try NewFile(PrivateFolder(making: folder).path(of: file), mode: 0o600)
        try new.append(sealed.span)
        try new.finish()
    }

    func holds(_ file: String) throws -> Bool { try folderOpened()?.has(file) ?? false }

    /// Takes a file away; nothing where there is none.
    func remove(_ file: String) throws { try folderOpened()?.discard(file) }

    /// Does something while nobody else does such a thing in this folder.
    func alone(_ body: () throws -> Void) throws {
        let folder = try PrivateFolder(making: folder)
        try folder.lock()
        defer { folder.unlock() }
        try body()
    }

    /// Before the first file there is no folder.
    private func folderOpened() throws(PrivateFileError) -> PrivateFolder? {
        do throws(PrivateFileError) { return try PrivateFolder(opening: folder) } catch {
            if case .noFolder = error { return nil }
            throw error
        }
    }
}

/// A file while it is written; letting it go unfinished takes it away.
final class SealedFileWriter {
    private let file: NewFile
    private let name: String
    private let seal: FileSeal
    private var rest: [UInt8] = []
    private var parts = 0

    fileprivate init(_ file: NewFile, _ name: String, _ seal: FileSeal) {
        self.file = file
        self.name = name
        self.seal = seal
    }

    func append(_ bytes: [UInt8]) throws {
        rest += bytes
        // The last part is known by what follows it, so one that is full waits.
        var start = 0
        while rest.count - start > FileSeal.partBytes {
            try write(start..<start + FileSeal.partBytes, isLast: false)
            start += FileSeal.partBytes
        }
        if start > 0 { rest.removeFirst(start) }
    }

    /// Waits until all is on the disk, then puts the file in its place.
    func finish() throws {
        try write(rest.indices, isLast: true)
        try file.finish()
    }

    private func write(_ range: Range<Int>, isLast: Bool) throws {
        let place = FilePart(file: name, index: parts, isLast: isLast)
        let sealed = try seal.seal(Array(rest[range]).span, at: place)
        try file.append(sealed.span)
        parts += 1
    }
}

/// A sealed file that is read.
final class SealedFile {
    private static let sealedPartBytes = FileSeal.partBytes + FileSeal.overheadBytes

    private let file: OpenFile
    private let name: String
    private let seal: FileSeal
    private let parts: Int
    /// Plain bytes of the whole.
    let count: Int

    /// - Throws: `CryptoError.notAuthentic` where the length is none that sealing gives.
    fileprivate init(_ file: consuming OpenFile, _ name: String, _ seal: FileSeal) throws {
        let length = try file.byteCount
        let (full, rest) = length.quotientAndRemainder(dividingBy: Self.sealedPartBytes)
        guard rest >= FileSeal.overheadBytes || (rest == 0 && full > 0) else {
            throw CryptoError.notAuthentic(name)
        }
        parts = rest == 0 ? full : full + 1
        count = length - parts * FileSeal.overheadBytes
        self.file = file
        self.name = name
        self.seal = seal
    }

    /// Reads from a place on.
    ///
    /// - Parameters:
    ///   - wanted: how many bytes; fewer come at the end of the file.
    ///   - start: the first byte, from 0.
    /// - Throws: `CryptoError.notAuthentic` where the file was changed; `PrivateFileError`.
    func read(_ wanted: Int, at start: Int) throws -> [UInt8] {
        let end = min(count, start + max(0, wanted))
        guard start < end else { return [] }
        var bytes: [UInt8] = []
        for index in start / FileSeal.partBytes...(end - 1) / FileSeal.partBytes {
            let first = index * FileSeal.partBytes
            let part = try open(index)
            bytes += part[max(0, start - first)..<min(part.count, end - first)]
        }
        return bytes
    }

    /// All of it.
    ///
    /// - Throws: as `read`; also where there is nothing in it and that was not so sealed.
    func whole() throws -> [UInt8] { count == 0 ? try open(0) : try read(count, at: 0) }

    /// All of it as it lies there, once each part was opened.
    func sealed() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<parts {
            let part = try sealedPart(index)
            _ = try open(part, index)
            bytes += part
        }
        return bytes
    }

    private func open(_ index: Int) throws -> [UInt8] { try open(sealedPart(index), index) }

    private func sealedPart(_ index: Int) throws -> [UInt8] {
        try file.read(Self.sealedPartBytes, at: index * Self.sealedPartBytes)
    }

    private func open(_ sealed: [UInt8], _ index: Int) throws -> [UInt8] {
        try seal.open(
            sealed.span, at: FilePart(file: name, index: index, isLast: index == parts - 1))
    }
}
