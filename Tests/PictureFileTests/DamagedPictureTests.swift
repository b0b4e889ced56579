// How many codes are still read from pictures as people take them.
import Glibc
import ImageReader
import PictureFile
import PictureSupport
import Testing

/// One way in which a picture can be bad.
///
/// A module is six pixels wide, the whole about 300.
private struct Harm: Sendable {
    let name: String
    let apply: @Sendable (GreyDrawing) -> GreyDrawing

    init(_ name: String, _ apply: @escaping @Sendable (GreyDrawing) -> GreyDrawing) {
        self.name = name
        self.apply = apply
    }

    /// Harm by light, grain or dirt.
    static func shade(
        _ name: String, _ change: @escaping @Sendable (GreyDrawing.Pixel) -> Double
    ) -> Harm {
        Harm(name) { $0.shaded(change) }
    }
}

private let angles = [
    Harm("turned a little") { $0.turned(degrees: 7) },
    Harm("turned by a third") { $0.turned(degrees: 33) },
    Harm("on its corner") { $0.turned(degrees: 45) },
    Harm("upside down") { $0.turned(degrees: 184) },
    Harm("seen from the right") { $0.tilted(right: 0.5, down: 0) },
    Harm("seen from below") { $0.tilted(right: 0.15, down: 0.6) },
    Harm("on a round pole") { $0.wrapped(radius: 220) },
]

private let distances = [
    Harm("out of focus") { $0.blurred(columns: 3, rows: 3) },
    Harm("far out of focus") { $0.blurred(columns: 3, rows: 3).blurred(columns: 2, rows: 2) },
    Harm("moved while taken") { $0.blurred(columns: 3, rows: 0) },
    Harm("from far away") { $0.shrunk(by: 3) },
    Harm("from very far away") { $0.shrunk(by: 3.7).shaded { $0.shade + 10 * $0.random } },
]

private let lights: [Harm] = [
    .shade("grainy") { $0.shade + 60 * $0.random },
    .shade("very grainy") { $0.shade * 0.6 + 50 + 110 * $0.random },
    .shade("with specks") { abs($0.random) > 0.96 ? 255 - $0.shade : $0.shade },
    .shade("faded") { $0.shade * 0.15 + 150 + 6 * $0.random },
    .shade("at night") { $0.shade * 0.12 + 8 + 6 * $0.random },
    Harm("with too much light") {
        $0.blurred(columns: 2, rows: 2).shaded { $0.shade * 1.6 + 60 }
    },
    .shade("with light from the left") { $0.shade * (1.1 - $0.x / 330) + 8 * $0.random },
    .shade("half in the shade") { $0.shade * ($0.x + $0.y > 300 ? 0.3 : 1) + 8 * $0.random },
    .shade("with a lamp's glare") { pixel in
        let far = pixel.distance(190, 190)
        return pixel.shade + 400 * exp(-far * far / 900)
    },
]

private let dirt: [Harm] = [
    .shade("folded") { abs($0.y - 150) < 7 ? $0.shade * 0.2 : $0.shade },
    .shade("under a dark band") { abs($0.x + $0.y / 4 - 200) < 20 ? $0.shade * 0.35 : $0.shade },
    .shade("with a stain") { $0.distance(200, 120) < 37 ? 70 : $0.shade },
    Harm("with all of it a little") {
        $0.tilted(right: 0.2, down: 0.1).turned(degrees: 20).blurred(columns: 2, rows: 2)
            .shaded { $0.shade * (0.9 - $0.x / 1_200) + 25 * $0.random }
    },
]

@Suite struct `Damaged picture` {
    /// A staff pass without a label, and a vehicle's, whose code has more modules
    /// and fails under the steepest tilt and the hardest shadow.
    @Test(arguments: [(147, 25), (175, 23)])
    func `is read, but for the worst`(characters: Int, atLeast floor: Int) throws {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let text = "GP1" + String((3..<characters).map { alphabet[($0 * $0 + 7) % 29] })
        let drawing = try GreyDrawing(of: text, scalePixels: 6)
        let harms = angles + distances + lights + dirt
        var lost: [String] = []
        for harm in harms {
            let file = JPEGForm.grey.file(of: harm.apply(drawing), quality: 60)
            let picture = try greyPicture(of: file)
            let texts = try readCodes(
                luminance: picture.luminance, width: picture.width, height: picture.height,
                kind: .photograph)
            #expect(Set(texts).isSubset(of: [text]))
            if texts != [text] { lost.append(harm.name) }
        }
        print(
            "\(characters) characters: \(harms.count - lost.count) of \(harms.count), not \(lost)")
        #expect(harms.count == 25)
        #expect(harms.count - lost.count >= floor)
    }
}
