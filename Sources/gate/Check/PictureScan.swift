// `--image`: a picture file to the texts of the codes in it, by the program `gate-image`, so that
// no picture is decoded where the gate's keys are.
import CommandSupport
import Glibc
import PassFormat
import Pictures
import PrivateFiles

/// A picture to be looked at.
struct PictureScan {
    /// The file that was named.
    let path: String

    /// The texts found, each on a line of its own, as one scan takes them; empty without a code.
    ///
    /// - Throws: `CommandFailure` with 3: there is no such picture, or it cannot be read.
    func text() throws(CommandFailure) -> [UInt8] {
        switch try Self.answer(to: try file()) {
        case .texts(let texts): return Array(texts.joined(separator: [0x0A]))
        case .fault(let fault): throw CommandFailure(.cannotWork, fault.text)
        }
    }

    private func file() throws(CommandFailure) -> [UInt8] {
        do throws(FileError) {
            return try readWholeFile(path, limitBytes: PictureLimit.fileBytes)
        } catch {
            if case .tooLarge = error {
                throw CommandFailure(.cannotWork, PictureFault.tooManyBytes.text)
            }
            throw CommandFailure(.cannotWork, error.text)
        }
    }

    /// Beside this very program, wherever it was started from, and never by PATH.
    static var program: String { "\(ProgramStart.folder ?? "")/gate-image" }

    /// What the program says of a file.
    ///
    /// - Throws: `CommandFailure` where it gives no answer.
    static func answer(to file: [UInt8]) throws(CommandFailure) -> PictureAnswer {
        let program = program
        let reader = ChildProgram(
            path: program, arguments: [],
            timeLimitMilliseconds: UInt64(PictureLimit.readingSeconds) * 1_000,
            outputLimitBytes: PictureAnswer.largestBytes)
        let fault: PictureReadingFault
        do throws(ChildProgramError) {
            let found = try reader.run(input: file)
            switch found.ending {
            case .exited(0):
                if let answer = PictureAnswer(found.output) { return answer }
                fault = .brokeOff(ending: "answer")
            case .exited(let code): fault = .brokeOff(ending: "exit \(code)")
            case .killed(SIGXCPU): fault = .timedOut
            case .killed(let signal): fault = .brokeOff(ending: "signal \(signal)")
            }
        } catch {
            switch error {
            case .notStarted(let number):
                fault = .missing(path: program, cause: systemText(number))
            case .timedOut: fault = .timedOut
            case .tooMuchOutput: fault = .brokeOff(ending: "output")
            }
        }
        throw CommandFailure(.cannotWork, fault.text)
    }
}
