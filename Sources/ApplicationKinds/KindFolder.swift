// The folder of templates: kinds of applications and calendars, read from a path.
package import Approvals
import FoundationEssentials

/// What a folder of templates holds.
package struct KindReading: Sendable {
    /// Those without fault, by id.
    package internal(set) var kinds: [String: ApplicationKind] = [:]
    /// By id.
    package internal(set) var calendars: [String: WorkingCalendar] = [:]
    /// By file and line.
    package internal(set) var faults: [KindFault] = []
}

extension KindReading {
    /// How long before a year begins its days should be known, in seconds.
    private static let aheadSeconds: Int64 = 30 * 86_400

    /// Years whose holidays and make-up days no calendar has, though clocks count by them now or
    /// soon: each as `cn 2027`.
    package func missingYears(at seconds: Int64) -> [String] {
        calendars.values.sorted { $0.id < $1.id }.flatMap { calendar in
            calendar.missingYears(from: seconds, to: seconds + Self.aheadSeconds)
                .map { "\(calendar.id) \($0)" }
        }
    }
}

/// Files that a folder may have.
private let mostFiles = 200

/// Reads `applications` and `calendars` of a folder of templates.
///
/// - Parameter folder: its path; a folder that is not there is a fault.
/// - Returns: all kinds and calendars without fault, and all faults of the others.
package func readKinds(in folder: String) -> KindReading {
    var reading = KindReading()
    var years: [(days: YearDays, year: Int, calendar: String, fault: FaultList, line: Int)] = []
    for (name, bytes) in files("\(folder)/calendars", &reading) {
        let faults = FaultList(file: name)
        switch readCalendar(bytes, faults) {
        case .calendar(let calendar, let line):
            if reading.calendars[calendar.id] != nil { noteTwice(calendar.id, line, faults) }
            reading.calendars[calendar.id] = calendar
        case .year(let days, let year, let calendar, let line):
            years.append((days, year, calendar, faults, line))
            continue
        case nil: break
        }
        reading.faults += faults.faults
    }
    for year in years {
        if reading.calendars[year.calendar] == nil {
            noteCalendar(year.calendar, year.line, year.fault)
        } else if reading.calendars[year.calendar]?.years[year.year] != nil {
            noteTwice("\(year.calendar) \(year.year)", year.line, year.fault)
        } else {
            reading.calendars[year.calendar]?.years[year.year] = year.days
        }
        reading.faults += year.fault.faults
    }
    for (name, bytes) in files("\(folder)/applications", &reading) {
        let faults = FaultList(file: name)
        if let (kind, lines) = readKind(bytes, faults) {
            for (stage, line) in zip(kind.stages, lines.stages) {
                for calendar in Set(stage.desks.compactMap(\.clock.calendar)).sorted()
                where reading.calendars[calendar] == nil {
                    noteCalendar(calendar, line, faults)
                }
            }
            if reading.kinds[kind.id] != nil { noteTwice(kind.id, lines.file, faults) }
            if faults.faults.isEmpty { reading.kinds[kind.id] = kind }
        }
        reading.faults += faults.faults
    }
    return reading
}

private func noteTwice(_ id: String, _ line: Int, _ faults: FaultList) {
    faults.note(line, "“\(id)”另有一个文件；请去掉一个", "another file has \(id) too; remove one")
}

private func noteCalendar(_ id: String, _ line: Int, _ faults: FaultList) {
    faults.note(
        line, "没有日历“\(id)”；请在 calendars 里加上", "there is no calendar \(id); add it to calendars")
}

/// The YAML files of a folder, by name.
private func files(_ folder: String, _ reading: inout KindReading) -> [(String, [UInt8])] {
    let faults = FaultList(file: folder)
    defer { reading.faults += faults.faults }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        faults.note(
            nil, "目录不存在或读不了；请检查 resources 的路径和目录的权限",
            "the folder is not there or cannot be read; check the path of resources and the"
                + " folder's mode")
        return []
    }
    let wanted = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
    if wanted.count > mostFiles {
        faults.note(
            nil, "目录有 \(wanted.count) 个文件，上限 \(mostFiles)；请减少",
            "the folder has \(wanted.count) files, at most \(mostFiles) go; remove some")
        return []
    }
    return wanted.compactMap { name in
        let path = "\(folder)/\(name)"
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
        // A file beyond the limit is not even loaded; its size is told by reading one byte more.
        guard let size, size <= YamlLimits.bytes,
            let data = FileManager.default.contents(atPath: path)
        else {
            FaultList(file: name).take(
                size.map { "\($0)" } ?? "?", into: &reading)
            return nil
        }
        return (name, [UInt8](data))
    }
}

extension FaultList {
    fileprivate func take(_ size: String, into reading: inout KindReading) {
        note(
            nil, "读不了，或超过上限 \(YamlLimits.bytes) 字节（\(size)）；请检查",
            "cannot be read, or is above \(YamlLimits.bytes) bytes (\(size)); check it")
        reading.faults += faults
    }
}
