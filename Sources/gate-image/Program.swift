// `gate-image`: the picture on standard input to the texts of its codes on standard output. Apart
// from `gate`, so that a picture built against its readers meets a program without keys that can
// neither open, connect nor execute. Tests: Tests/CommandTests/GateImage*, Tests/ConfinementTests.
import Confinement
import Glibc
import ImageReader
import PictureFile
import Pictures

@main
enum ImageProgram {
    /// Address space: pixels, what a progressive JPEG of the largest size needs, and libraries.
    private static let memoryBytes: UInt = 1 << 30

    static func main() {
        guard CommandLine.arguments.count == 1, isatty(STDIN_FILENO) == 0 else {
            say("gate-image 由 gate check --image 启动。/ gate check --image starts gate-image.\n")
            exit(64)
        }
        let answer: PictureAnswer
        do throws(ConfinementError) {
            try Confinement.bound(
                memoryBytes: memoryBytes, cpuSeconds: UInt(PictureLimit.readingSeconds))
            let file = wholeInput()
            prepareForPictures()
            try Confinement.lock()
            answer = read(file)
        } catch { answer = .fault(.notConfined) }
        exit(write(answer.bytes) ? 0 : 3)
    }

    private static func read(_ file: [UInt8]) -> PictureAnswer {
        do throws(PictureFault) {
            let picture = try greyPicture(of: file)
            let texts = try codes(in: picture)
            guard texts.count <= PictureLimit.codes else { throw .tooManyCodes }
            return .texts(texts.map { Array($0.utf8) })
        } catch { return .fault(error) }
    }

    private static func codes(in picture: GreyPicture) throws(PictureFault) -> [String] {
        do throws(ImageReaderError) {
            return try readCodes(
                luminance: picture.luminance, width: picture.width, height: picture.height,
                kind: .photograph)
        } catch {
            switch error {
            case .outOfMemory: throw .outOfMemory
            case .side, .tooManyPixels, .byteCount, .decoderFailed: throw .decoderFailed
            }
        }
    }

    /// Standard input to its end, or one byte more than a picture may have.
    private static func wholeInput() -> [UInt8] {
        var bytes: [UInt8] = []
        // The array's own memory, for the time of one call.
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= PictureLimit.fileBytes {
            let count = unsafe Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// Whether all bytes were taken.
    private static func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // The slice's own memory, for the time of one call.
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(STDOUT_FILENO, buffer.baseAddress, buffer.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func say(_ line: String) {
        let bytes = Array(line.utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
