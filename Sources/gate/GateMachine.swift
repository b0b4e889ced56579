// What a gate uses of the machine beside its folder; without it the gate works, but with less.
import CommandSupport
import PassFormat
import Terminal

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

    /// Whether pictures can be read.
    ///
    /// - Parameter folder: where this program is; the other lies beside it.
    static func pictureProgram(in folder: String?) -> HealthFinding {
        let subject = HealthSubject("picture_program", "图片识读", "Pictures")
        let path = "\(folder ?? "")/gate-image"
        if folder != nil, MachineHealth.has(path: path) {
            return subject.ok("\(path) 在", "\(path) is there")
        }
        return subject.finding(
            .warning,
            BilingualText(
                "没有 gate-image，不能用 --image 识读图片", "no gate-image: --image reads no picture"),
            remedy: BilingualText(
                "把同一版本的 gate-image 放在 gate 旁边；只用扫码器则不需要",
                "put gate-image of the same version beside gate; not needed with a scanner"))
    }
}
