// What the registry refuses and what can break it, in both languages: found, where, what to do.

/// What a number or a refusal is about.
package enum RegistrySubject: String, Sendable, Equatable {
    case organisation, site, zone, gate, route, epoch, group, pass, person, vehicle, batch, device
    case application, desk, attachment
    case list, job, message
    case account, grant, session, token
    case link, correction

    /// The word in Chinese.
    package var chinese: String {
        switch self {
        case .organisation: "单位"
        case .site: "场所"
        case .zone: "区域"
        case .gate: "门岗"
        case .route: "线路"
        case .epoch: "密钥期"
        case .group: "密钥组"
        case .pass: "通行证"
        case .person: "人员"
        case .vehicle: "车辆"
        case .batch: "批次"
        case .device: "设备"
        case .application: "申请"
        case .desk: "窗口"
        case .attachment: "附件"
        case .list: "上传的名单"
        case .job: "短信任务"
        case .message: "短信"
        case .account: "账号"
        case .grant: "授权"
        case .session: "会话"
        case .token: "接口令牌"
        case .link: "持证人链接"
        case .correction: "更正申请"
        }
    }

    /// The command that makes one, or shows which there are.
    var command: String {
        switch self {
        case .organisation: "gatepass org add --number N --name NAME"
        case .site: "gatepass site add --number N --name NAME"
        case .zone: "gatepass zone add --site S --number N --name NAME"
        case .gate: "gatepass gate add --site S --zone Z --number N --name NAME"
        case .route: "gatepass route add --number N --name NAME"
        case .epoch: "gatepass key list"
        case .group: "gatepass key list --site S"
        case .pass: "gatepass pass list"
        case .person: "gatepass roster list"
        case .vehicle: "gatepass vehicle list"
        case .batch: "gatepass roster list --batches"
        case .device: "gatepass device list"
        case .application, .attachment: "GET /api/v1/organisations/N/applications"
        case .desk: "GET /api/v1/sites/S/desks"
        case .list: "gatepass roster list --batches"
        case .job: "gatepass messages jobs"
        case .message: "gatepass messages list"
        case .account, .grant, .session, .token: "gatepass user list"
        case .link, .correction: "gatepass pass list"
        }
    }
}

/// A refusal of the registry, or a fault of its file.
package enum RegistryError: Error, Sendable, Equatable {
    /// There is no database at the path.
    case noRegistry(path: String)
    /// A database is at the path already.
    case alreadyThere(path: String)
    /// The file holds migrations that this program does not know.
    case newerSchema(path: String)
    /// SQLite calls the file damaged, or a value in it cannot be.
    case broken(path: String, detail: String)
    /// The file system is full.
    case diskFull(path: String)
    /// Another program kept the write lock for longer than the time-out.
    case busy(path: String)
    /// The file or its folder cannot be opened, read or written.
    case cannotOpen(path: String, detail: String)
    /// The number is taken, or was once.
    case duplicateNumber(RegistrySubject, Int64, heldBy: String)
    /// The number lies outside its range.
    case numberOutOfRange(RegistrySubject, Int64, ClosedRange<Int64>)
    /// Every number of the kind was given once.
    case numbersUsedUp(RegistrySubject)
    /// Nothing is known by this number or name.
    case unknown(RegistrySubject, String)
    /// A credit code that another firm has.
    case duplicateCode(String, organisation: Int64)
    /// A name that is blank, longer than 200 characters (code points), or holds control characters.
    case badName(RegistrySubject, String)
    /// A zone of one site named for a gate or a person of another.
    case zoneOfAnotherSite(zone: Int64, itsSite: Int64, site: Int64)
    /// A pass index that another pass has: draw another pass id.
    case indexTaken
    /// A pass that is revoked or used up cannot be issued again.
    case passClosed(number: String)
    /// A gate that has a device already.
    case gateHasDevice(gate: Int64)
    /// A vehicle named where only a person can be: as a guard, in a closed loop.
    case personNeeded
    /// A person who has left the firm's list cannot be made a guard.
    case guardHasLeft
    /// The person is no guard of this gate.
    case noGuard(gate: Int64)
    /// More leave than goes without a confirmation.
    case leaversUnconfirmed(Int, of: Int)
    /// What is to be undone is an import of the other kind, or an issue of passes (nil).
    case batchOfAnotherKind(Int64, ListKind?)
    /// An import that was undone before.
    case batchUndone(Int64)
    /// The revocation could not be written beside the key ring; nothing was revoked.
    case revocationLog(path: String, detail: String)
    /// An epoch or a group whose keys are revoked: nothing is sealed under them.
    case keyRevoked(RegistrySubject, Int64)
    /// A sealed column does not open under this key ring.
    case sealedUnderAnotherKey(String)
    /// The firm has as many staff passes at the site as its quota allows.
    case quotaFull(organisation: Int64, site: Int64, limit: Int64)
    /// A quota that no firm can have.
    case quotaOutOfRange(Int64)
    /// The audit record is not whole, so nothing is restored from it.
    case auditBroken(AuditFault)
}

extension RegistryError {
    /// For people, in English.
    package var english: String {
        switch self {
        case .noRegistry(let path):
            "no registry at \(path); make one with `gatepass init`, or name its folder with --data"
        case .alreadyThere(let path):
            "there is a registry at \(path) already; nothing was changed; choose another --data"
        case .newerSchema(let path):
            "\(path) was written by a newer gatepass; install that version or later"
        case .broken(let path, let detail):
            "\(path) is damaged (\(detail)); restore the last backup with `gatepass restore FILE`"
        case .diskFull(let path): "no room left for \(path); nothing was changed; free some space"
        case .busy(let path):
            "another program has been writing to \(path); nothing was changed; try again"
        case .cannotOpen(let path, let detail):
            "cannot open or write \(path): \(detail); check that its folder is there and is yours"
        case .duplicateNumber(let subject, let number, let holder):
            "\(subject.rawValue) \(number) is \(holder) already and numbers are never given twice;"
                + " choose another"
        case .numberOutOfRange(let subject, let number, let range):
            "\(subject.rawValue) number \(number) is outside"
                + " \(range.lowerBound)–\(range.upperBound)"
        case .numbersUsedUp(let subject): "every \(subject.rawValue) number has been given"
        case .unknown(let subject, let name):
            "no \(subject.rawValue) \(name) is known; `\(subject.command)`"
        case .duplicateCode(let code, let organisation):
            "credit code \(code) belongs to organisation \(organisation) already; check the code"
        case .badName(let subject, let name):
            "the \(subject.rawValue)'s name needs 1 to 200 characters, none of them invisible;"
                + " found \(name.unicodeScalars.count) characters; mend --name"
        case .zoneOfAnotherSite(let zone, let itsSite, let site):
            "zone \(zone) belongs to site \(itsSite), not to site \(site); `gatepass zone list`"
        case .indexTaken: "the drawn pass id's index is taken; draw another"
        case .passClosed(let number):
            "pass \(number) is revoked or used up; `gatepass pass issue` makes a new one"
        case .gateHasDevice(let gate):
            "gate \(gate) has a device; revoke it first: `gatepass device revoke --gate \(gate)`"
        case .personNeeded:
            "that names a vehicle, and this is of people only; give --employee with --org, or the"
                + " number of a person's pass"
        case .guardHasLeft:
            "this person has left the firm's list; a guard has to be on it: import the list first"
        case .noGuard(let gate):
            "this person is no guard of gate \(gate); `gatepass guard list --gate \(gate)`"
        case .leaversUnconfirmed(let count, let total):
            "\(count) of \(total) are not in this list and would lose their passes; nothing was"
                + " changed; check the list, then repeat with --confirm-leavers \(count)"
        case .batchOfAnotherKind(let number, let kind):
            "batch \(number) is \(Self.words(for: kind).english); \(Self.undoing(number, kind))"
        case .batchUndone(let number):
            "batch \(number) was undone before; nothing was changed;"
                + " `\(RegistrySubject.batch.command)` tells when"
        case .revocationLog(let path, let detail):
            "cannot write the revocation to \(path) (\(detail)); nothing was revoked; free space or"
                + " mend the key ring's folder and try again"
        case .keyRevoked(let subject, let number):
            "\(subject.rawValue) \(number) is revoked, so nothing is sealed under it; first"
                + " \(Self.rotation(of: subject)), then repeat the command"
        case .sealedUnderAnotherKey(let what):
            "a sealed value of \(what) does not open: it was changed, or belongs to another key"
                + " ring; check keys.path, or restore the right ring"
        case .quotaFull(let organisation, let site, let limit):
            "organisation \(organisation) has all \(limit) staff passes of its quota at site"
                + " \(site); nothing was issued beyond it; apply for a higher quota"
        case .quotaOutOfRange(let limit):
            "a quota of \(limit) is outside 0–1000000; give another"
        case .auditBroken(let fault): fault.english
        }
    }

    /// For people, in Chinese.
    package var chinese: String {
        switch self {
        case .noRegistry(let path): "\(path) 处没有数据库；请用 gatepass init 新建，或用 --data 指明目录"
        case .alreadyThere(let path): "\(path) 处已有数据库，未作任何改动；请另选 --data 目录"
        case .newerSchema(let path): "\(path) 由更新版本的 gatepass 写成；请安装该版本或更新版本"
        case .broken(let path, let detail):
            "\(path) 已损坏（\(detail)）；请用 gatepass restore FILE 恢复最近的备份"
        case .diskFull(let path): "磁盘已满，无法写入 \(path)，未作任何改动；请清理空间"
        case .busy(let path): "另一程序一直在写 \(path)，未作任何改动；请重试"
        case .cannotOpen(let path, let detail):
            "无法打开或读写 \(path)：\(detail)；请检查目录是否存在、是否属于您"
        case .duplicateNumber(let subject, let number, let holder):
            "\(subject.chinese) \(number) 已是“\(holder)”，编号不重复使用；请另选编号"
        case .numberOutOfRange(let subject, let number, let range):
            "\(subject.chinese)编号 \(number) 不在 \(range.lowerBound)–\(range.upperBound) 之内"
        case .numbersUsedUp(let subject): "\(subject.chinese)编号已全部用完"
        case .unknown(let subject, let name):
            "没有\(subject.chinese) \(name)；可用 `\(subject.command)`"
        case .duplicateCode(let code, let organisation):
            "信用代码 \(code) 已属于单位 \(organisation)；请核对代码"
        case .badName(let subject, let name):
            "\(subject.chinese)名称应为 1 到 200 个字符，不含不可见的控制字符，"
                + "实为 \(name.unicodeScalars.count) 个；请改 --name"
        case .zoneOfAnotherSite(let zone, let itsSite, let site):
            "区域 \(zone) 属于场所 \(itsSite)，不属于场所 \(site)；请看 gatepass zone list"
        case .indexTaken: "抽取的通行证标识与已有的冲突；请重新抽取"
        case .passClosed(let number): "通行证 \(number) 已作废或用尽；请用 gatepass pass issue 另发"
        case .gateHasDevice(let gate):
            "门岗 \(gate) 已有设备；请先 gatepass device revoke --gate \(gate)"
        case .personNeeded: "所指的是车辆，此项只适用于人员；请用 --employee 和 --org，或人员通行证的编号"
        case .guardHasLeft: "此人已不在单位名单上，不能登记为门卫；请先导入名单"
        case .noGuard(let gate): "此人不是门岗 \(gate) 的门卫；请看 gatepass guard list --gate \(gate)"
        case .leaversUnconfirmed(let count, let total):
            "名单中缺少现有 \(total) 中的 \(count)，其通行证将作废；未作任何改动；"
                + "请核对名单，确认后加 --confirm-leavers \(count) 重试"
        case .batchOfAnotherKind(let number, let kind):
            "批次 \(number) 是\(Self.words(for: kind).chinese)；\(Self.undoing(number, kind))"
        case .batchUndone(let number):
            "批次 \(number) 早已撤回，未作改动；时间见 `\(RegistrySubject.batch.command)`"
        case .revocationLog(let path, let detail):
            "无法将作废记录写入 \(path)（\(detail)），未作废任何通行证；请清理空间或修复密钥目录后重试"
        case .keyRevoked(let subject, let number):
            "\(subject.chinese) \(number) 已作废，不再用于封码；请先 \(Self.rotation(of: subject))，再重复此命令"
        case .sealedUnderAnotherKey(let what):
            "\(what) 的密文打不开：已被改动，或属于另一密钥环；请检查 keys.path，或恢复原来的密钥环"
        case .quotaFull(let organisation, let site, let limit):
            "单位 \(organisation) 在场所 \(site) 的 \(limit) 个人员名额已用完，超出的未发；请申请增加名额"
        case .quotaOutOfRange(let limit): "名额 \(limit) 不在 0–1000000 之内；请另给"
        case .auditBroken(let fault): fault.chinese
        }
    }
}

extension RegistryError {
    private static func rotation(of subject: RegistrySubject) -> String {
        subject == .group ? "`gatepass key rotate --site S`" : "`gatepass key rotate`"
    }

    private static func words(for kind: ListKind?) -> (chinese: String, english: String) {
        switch kind {
        case .staff?: ("人员名单", "a staff list")
        case .vehicles?: ("车辆名单", "a vehicle list")
        case nil: ("一批通行证", "an issue of passes")
        }
    }

    /// The command that withdraws a batch of this kind.
    private static func undoing(_ number: Int64, _ kind: ListKind?) -> String {
        switch kind {
        case .staff?: "`gatepass roster undo \(number)`"
        case .vehicles?: "`gatepass vehicle undo \(number)`"
        case nil: "`gatepass pass revoke --batch \(number)`"
        }
    }
}

extension RegistryError: CustomStringConvertible {
    package var description: String { english }
}
