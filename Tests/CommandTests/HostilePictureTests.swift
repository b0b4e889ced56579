// Pictures bent in many places, to the real `gate-image`: under its filter a decoder that opened,
// asked or started anything on its way to an error would be killed.
import CommandSupport
import Foundation
import PictureSupport
import Pictures
import TestSupport
import Testing

@Suite struct `Hostile picture` {
    private func answer(to file: [UInt8]) throws -> (ChildEnding, PictureAnswer?) {
        let reader = ChildProgram(
            path: "\(BuiltProgram.folder)/gate-image", arguments: [],
            timeLimitMilliseconds: 120_000, outputLimitBytes: PictureAnswer.largestBytes)
        let found = try reader.run(input: file)
        return (found.ending, PictureAnswer(found.output))
    }

    private static let files: [[UInt8]] = {
        guard let picture = try? GreyDrawing(of: "GP1", scalePixels: 2) else { return [] }
        return [
            PNGForm(.grey, depth: 8, .interlaced), PNGForm(.indexed, depth: 4, .plain),
            PNGForm(.trueColourAlpha, depth: 16, .plain),
        ].map { $0.file(of: picture) }
            + [JPEGForm.colour, .progressive, .fourInks].map { $0.file(of: picture) }
    }()

    @Test(arguments: files)
    func `gets an answer, and no call of the system that its reader gave up`(
        file: [UInt8]
    ) throws {
        for part in 0..<16 {
            let position = 2 + part * (file.count - 3) / 15
            var bent = file
            bent[position] ^= UInt8(truncatingIfNeeded: 1 << (part % 8))
            for hostile in [bent, Array(file[..<position])] {
                let (ending, answer) = try answer(to: hostile)
                #expect(ending == .exited(code: 0), "byte \(position) of \(file.count)")
                switch answer {
                case .texts(let texts): #expect(texts == [] || texts == [Array("GP1".utf8)])
                case .fault, nil: #expect(answer != nil)
                }
            }
        }
    }

    @Test func `with more codes than a sheet holds is refused, and with as many is not cut short`()
        throws
    {
        // So far apart that no corner of one code can be taken for a corner of another.
        let code = try GreyDrawing(of: "1", scalePixels: 2)
        let gap = GreyDrawing(width: 520, height: code.height + 520, shade: 255)
        let alone = code.beside(gap)
        let form = PNGForm(.grey, depth: 8, .plain)
        let (_, some) = try answer(to: form.file(of: alone.tiled(columns: 4, rows: 2)))
        #expect(some == .texts([[UInt8]](repeating: [0x31], count: PictureLimit.codes)))
        let (_, refused) = try answer(to: form.file(of: alone.tiled(columns: 4, rows: 3)))
        #expect(refused == .fault(.tooManyCodes))
    }

    private func write(_ bytes: [UInt8], to name: String, in folder: TestFolder) throws {
        try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }

    /// A libspng that a picture has taken over: its first act is what `statement` says in C.
    private func captured(_ statement: String, in folder: TestFolder) throws -> String {
        try write(
            Array(
                """
                #include <fcntl.h>
                #include <sys/socket.h>
                #include <unistd.h>
                void *spng_ctx_new(int flags) { (void)flags; \(statement); return 0; }
                """.utf8), to: "captured.c", in: folder)
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["clang", "-shared", "-fPIC", "-o", "captured.so", "captured.c"]
        compiler.currentDirectoryURL = URL(filePath: folder.path)
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        return "\(folder.path)/captured.so"
    }

    @Test(arguments: [
        ("open(\"/etc/hostname\", O_RDONLY)", SIGSYS), ("socket(AF_INET, SOCK_STREAM, 0)", SIGSYS),
        ("execl(\"/bin/true\", \"true\", (char *)0)", SIGSYS), ("(void)0", 0),
    ])
    func `that has taken its decoder over opens, asks and starts nothing: the reader is killed`(
        statement: String, signal: Int32
    ) throws {
        let folder = try TestFolder()
        let drawing = try GreyDrawing(of: "GP1", scalePixels: 2)
        let file = PNGForm(.grey, depth: 8, .plain).file(of: drawing)
        try write(file, to: "picture.png", in: folder)
        let reader = Process()
        reader.executableURL = URL(filePath: "\(BuiltProgram.folder)/gate-image")
        reader.environment = ["LD_PRELOAD": try captured(statement, in: folder)]
        reader.standardInput = FileHandle(forReadingAtPath: "\(folder.path)/picture.png")
        reader.standardOutput = FileHandle.nullDevice
        try reader.run()
        reader.waitUntilExit()
        #expect((reader.terminationReason == .uncaughtSignal) == (signal != 0))
        #expect(reader.terminationStatus == signal)
    }
}
