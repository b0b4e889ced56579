// What a gate uses of the machine beside its folder; without it the gate works, but with less.
import CommandSupport
import PassFormat
import Pictures

/// Sound and helper programs.
enum GateMachine {
    /// Whether verdicts can be heard.
    static func sound() -> HealthFinding {
        let subject = HealthSubject("sound", "声音", "Sound")
        let hasPlayer = StartedProgram.canStart(SoundPlayer.program)
        let hasDevice = MachineHealth.has(path: "/dev/snd")
        if hasPlayer && hasDevice {
            return subject.ok("有 aplay 和声卡", "aplay and a sound device are there")
        }
        return subject.finding(
            .warning,
            hasPlayer
                ? BilingualText(
                    "没有声卡（/dev/snd），改用终端响铃",
                    "no sound device (/dev/snd), so the terminal's bell is used")
                : BilingualText("没有 aplay，改用终端响铃", "no aplay, so the terminal's bell is used"),
            remedy: BilingualText(
                "安装 alsa-utils，接上音箱，把用户加入 audio 组",
                "install alsa-utils, connect a loudspeaker, add the user to the group audio"))
    }

    /// Whether pictures can be read: the program is there, starts, and locks itself in.
    static func pictureProgram() -> HealthFinding {
        let subject = HealthSubject("picture_program", "图片识读", "Pictures")
        let found: BilingualText
        do throws(CommandFailure) {
            // Without a picture it says so, and nothing else, if all about it is well.
            switch try PictureScan.answer(to: []) {
            case .fault(.empty):
                return subject.ok(
                    "\(PictureScan.program) 能用", "\(PictureScan.program) works")
            case .fault(let fault): found = fault.text
            case .texts: found = BilingualText("回答不对", "a wrong answer")
            }
        } catch { found = error.text }
        return subject.finding(
            .warning, found,
            remedy: BilingualText(
                "把同一版本的 gate-image 放在 gate 旁边，装好它所需的库；只用扫码器则不需要",
                "put gate-image of the same version beside gate, and its libraries on the machine;"
                    + " not needed with a scanner"))
    }
}
