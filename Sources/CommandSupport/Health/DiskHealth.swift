// The disk below a folder: room, whether it takes writes, how fast it keeps them; and who else may
// read the folder.
import Glibc
import PassFormat
import PrivateFiles

extension HealthSubject {
    package static let files = HealthSubject("files", "文件权限", "File permissions")
    package static let keyFiles = HealthSubject("key_files", "密钥环权限", "Key ring permissions")
    package static let diskSpace = HealthSubject("disk_space", "磁盘空间", "Disk space")
    package static let diskSpeed = HealthSubject("disk_speed", "磁盘写入", "Disk writes")

    /// Looks at owner, type and mode of a folder and what is in it.
    ///
    /// - Parameter concerns: which names in it matter.
    package func finding(
        ofFolder path: String, concerns: (String) -> Bool = { _ in true }
    ) -> HealthFinding {
        let faults = privateFolderFaults(path, concerns: concerns)
        guard !faults.isEmpty else {
            return ok("\(path) 只有本用户可用", "\(path) is this user's alone")
        }
        // The first few say how; mending them is mostly one command for all.
        let told = faults.prefix(5)
        let rest = faults.count - told.count
        let more = (
            chinese: rest > 0 ? "；另有 \(rest) 项" : "", english: rest > 0 ? "; \(rest) more" : ""
        )
        return finding(
            .fault,
            BilingualText(
                told.map(\.chineseFound).joined(separator: "；") + more.chinese,
                told.map(\.found).joined(separator: "; ") + more.english),
            remedy: BilingualText(
                told.map(\.chineseRemedy).joined(separator: "；"),
                told.map(\.remedy).joined(separator: "; ")))
    }
}

/// What is left on the file system that holds a folder.
package struct DiskRoom: Sendable, Equatable {
    /// A gate writes about 300 bytes a scan and a bundle twice its size for a moment.
    package static let leastBytes: UInt64 = 50_000_000
    package static let scarceBytes: UInt64 = 500_000_000
    package static let leastFiles: UInt64 = 100
    package static let scarceFiles: UInt64 = 1_000

    package let freeBytes: UInt64
    /// How many files can still be made; nil where the file system sets no limit.
    package let freeFiles: UInt64?
    package let takesWrites: Bool

    package init(freeBytes: UInt64, freeFiles: UInt64?, takesWrites: Bool) {
        self.freeBytes = freeBytes
        self.freeFiles = freeFiles
        self.takesWrites = takesWrites
    }

    /// Asks the system; nil where it does not say, as for a folder that is not there.
    package init?(of path: String) {
        var found = statvfs()
        guard unsafe statvfs(path, &found) == 0 else { return nil }
        let unit = UInt64(found.f_frsize)
        freeBytes = UInt64(found.f_bavail).multipliedReportingOverflow(by: unit).partialValue
        freeFiles = found.f_files == 0 ? nil : UInt64(found.f_favail)
        takesWrites = found.f_flag & 1 == 0  // ST_RDONLY of statvfs(3)
    }

    /// How it stands with it.
    package var finding: HealthFinding {
        let subject = HealthSubject.diskSpace
        let megabytes = freeBytes / 1_000_000
        let files = freeFiles.map(String.init) ?? "∞"
        let text = BilingualText(
            "余 \(megabytes) MB，还能建 \(files) 个文件", "\(megabytes) MB and \(files) files left")
        guard takesWrites else {
            return subject.finding(
                .fault,
                BilingualText("文件系统是只读的", "the file system is read-only"),
                remedy: BilingualText(
                    "以可写方式重新挂载（mount -o remount,rw）；若系统自己改成只读，磁盘可能已坏，先备份",
                    "mount it for writing (mount -o remount,rw); where the system made it read-only"
                        + " by itself the disk may be failing: copy it first"))
        }
        let state: HealthState =
            freeBytes < Self.leastBytes || freeFiles ?? .max < Self.leastFiles
            ? .fault
            : freeBytes < Self.scarceBytes || freeFiles ?? .max < Self.scarceFiles ? .warning : .ok
        guard state != .ok else { return subject.ok(text.chinese, text.english) }
        return subject.finding(
            state, text,
            remedy: BilingualText(
                "删去或移走不用的文件；写满后不能记录，也就不能放行",
                "remove what is not needed; a full disk takes no record, and nobody is admitted"))
    }
}

/// How long the disk takes to keep 4 KB for good.
package enum DiskSpeed {
    /// Above the first a guard notices it; above the second people queue.
    package static let slowMicroseconds: UInt64 = 50_000
    package static let tooSlowMicroseconds: UInt64 = 500_000
    private static let times = 20

    /// Measures in a folder; leaves nothing behind.
    ///
    /// - Parameter microseconds: a clock that only goes forward.
    package static func finding(
        in folder: String, microseconds: () -> UInt64
    ) -> HealthFinding {
        do throws(PrivateFileError) {
            let taken = try syncTimes(in: folder, times: times, microseconds: microseconds)
            return finding(medianMicroseconds: taken.sorted()[times / 2])
        } catch {
            return HealthSubject.diskSpeed.finding(
                .fault, BilingualText(error.chineseFound, error.found),
                remedy: BilingualText(error.chineseRemedy, error.remedy))
        }
    }

    /// How it stands with a measured time.
    package static func finding(medianMicroseconds: UInt64) -> HealthFinding {
        let tenths = medianMicroseconds / 100
        let text = "\(tenths / 10).\(tenths % 10) ms"
        let found = BilingualText("写 4 KB 并落盘，中位 \(text)", "4 KB kept for good in \(text), median")
        let state: HealthState =
            medianMicroseconds > tooSlowMicroseconds
            ? .fault : medianMicroseconds > slowMicroseconds ? .warning : .ok
        guard state != .ok else { return HealthSubject.diskSpeed.ok(found.chinese, found.english) }
        return HealthSubject.diskSpeed.finding(
            state, found,
            remedy: BilingualText(
                "数据目录应放在本机固态盘上，不要放在 U 盘、存储卡或网络盘；旧盘请检查健康状况",
                "keep the folder on a solid-state disk of this machine, not on a stick, a memory"
                    + " card or the network; have an old disk checked"))
    }
}
