// The way every office command goes: settings, the office, the answer, the exit code.
import ArgumentParser
import CommandSupport
import Issuance
import PassCrypto
import PassFormat

/// `--data`, the same for every command that works on a data folder.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "数据目录。/ Data folder; else GATEPASS_DATA, else ./gatepass-data.",
            valueName: "dir"))
    var data: String?
    @Option(
        help: ArgumentHelp(
            "密钥环的口令文件。/ File with the key ring's passphrase, where it is sealed.",
            valueName: "file"))
    var passphraseFile: String?
}

/// A command that works on a data folder.
protocol OfficeCommand: SpokenCommand {
    /// The command's `@OptionGroup`.
    var folder: DataOptions { get }
}

extension OfficeCommand {
    /// Opens the office, runs the command, prints its answer.
    ///
    /// - Throws: an exit code, after what went wrong was told on standard error.
    func withOffice(_ answer: (Office) throws -> Reply) throws {
        try withSettings { try answer(try Office.open($0.folders, setting: .own)) }
    }

    /// The same without an office: for commands that make one.
    func withSettings(_ answer: (Settings) throws -> Reply) throws {
        var flag = output.language
        do {
            flag = try flag ?? Settings.language(in: .system)
            let settings = try Settings(
                folder, languageFlag: flag, environment: .system)
            flag = settings.language
            try answer(settings).print(
                as: output.form, on: Console(flag: flag, environment: .system))
        } catch let error as OfficeError {
            try tell(
                CommandFailure(
                    ExitCode(error.exitCode), BilingualText(error.chinese, error.english)),
                flag: flag)
        } catch let error as FileError {
            try tell(error.failure, flag: flag)
        } catch let failure as CommandFailure {
            try tell(failure, flag: flag)
        } catch let ended as ExitCode {
            throw ended
        } catch {
            // Without this the argument parser would end with 1, which means: partly done.
            let text = String(describing: error)
            try tell(CommandFailure(.cannotWork, BilingualText(text, text)), flag: flag)
        }
    }

    private func tell(_ failure: CommandFailure, flag: Language?) throws -> Never {
        Console(flag: flag, environment: .system).complain(failure.text)
        throw failure.exitCode
    }
}

extension OfficeSetting {
    /// Who runs the program, on the machine's clock, with the system's randomness.
    static var own: OfficeSetting {
        OfficeSetting(
            who: Account.loginName,
            clock: OfficeClock { Int64(clamping: SystemClock.now().seconds) }, random: .system)
    }
}
