// Passes to print, and paper to look at.
import Foundation
import ImageReader
import PrintSheet
import QRCode
import TestSupport
import Testing

enum Paper {
    /// Every rarity that a name may have: planes 0 and 2, zero, dots, accents.
    static let rareNames = ["王𠮷", "李𬎆", "赵䶮", "孙〇", "买买提·阿不都热合曼", "Nguyễn Văn An"]

    /// Fifty characters, the longest name there is.
    static let longName = "阿卜杜热西提·买买提明·吐尔逊江·阿卜杜拉·艾则孜·库尔班江·努尔麦麦提·喀迪尔江·依明江·阿力木江"

    /// A text that needs version 6 of a code where it has 147 characters, 8 where 221.
    static func token(_ number: Int, characters: Int = 147) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return "GP1"
            + String((3..<characters).map { alphabet[($0 * 7 + number * ($0 % 11 + 1)) % 32] })
    }

    static func person(
        _ number: Int, name: String = "张伟", firm: String = "精密仪器厂",
        department: String? = "装配车间", characters: Int = 147
    ) throws -> PrintedPass {
        try pass(
            number, holder: .person(name: name, department: department), firm: firm,
            limits: name == longName ? [firm, firm] : [], characters: characters)
    }

    static func vehicle(
        _ number: Int, route: String? = "冷链干线：一号门 → 南门", firm: String = "精密仪器厂",
        drivers: String = "张伟、李娜", characters: Int = 147
    ) throws -> PrintedPass {
        let vehicle = PrintedVehicle(
            plate: "沪A12345", type: "厢式货车", drivers: drivers, route: route)
        return try pass(
            number, holder: .vehicle(vehicle), firm: firm, limits: ["每日 daily 06:00–22:00"],
            characters: characters)
    }

    private static func pass(
        _ number: Int, holder: PrintedHolder, firm: String, limits: [String], characters: Int
    ) throws -> PrintedPass {
        PrintedPass(
            number: "310117-0000-\(1000 + number)-1", key: "E\(1000 + number)", mask: "张*",
            holder: holder, firm: firm, site: "东区", from: "2026-11-21 08:00",
            until: "2026-12-11 08:00", limits: limits,
            code: try QRMatrix.encode(
                token(number, characters: characters), maximumVersion: 8))
    }

    /// Prints passes and hands the paper to a test's body.
    static func printing(
        _ passes: [PrintedPass], as layout: PrintLayout, index: PrintIndex = .left,
        _ body: (PaperFile) throws -> Void
    ) throws {
        try withTemporaryFolder { folder in
            let path = folder.appendingPathComponent("passes.pdf").path
            try Data(try bytes(passes, as: layout, index: index))
                .write(to: URL(fileURLWithPath: path))
            try body(PaperFile(path, folder: folder))
        }
    }

    /// The file of some passes.
    static func bytes(
        _ passes: [PrintedPass], as layout: PrintLayout, index: PrintIndex = .left
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let printer = try PassPrinter(heading: "精密仪器厂", createdSeconds: 1_795_000_000) {
            bytes += $0
        }
        for pass in passes { try printer.add(pass, as: layout) }
        try printer.finish(index)
        return bytes
    }
}

extension PaperPage {
    /// What two decoders that know nothing of each other read of each code with its quiet zone,
    /// sorted.
    func texts() throws -> (zxing: [String], zbar: [String]) {
        let zxing = try squares().flatMap { square in
            let part = cropped(square, rim: square.width / 12)
            return try readCodes(
                luminance: part.luminance, width: part.width, height: part.height,
                kind: .photograph)
        }
        return (zxing.sorted(), try scannedTexts().sorted())
    }
}
