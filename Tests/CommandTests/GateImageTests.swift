// `gate check --image` through both programs: what a picture tells, and what is no picture.
import Foundation
import PassCheck
import PassFormat
import PassIssue
import PictureSupport
import Pictures
import TestSupport
import Testing

@Suite struct `Picture at the gate` {
    private func drawing(_ text: String) throws -> GreyDrawing {
        try GreyDrawing(of: text, scalePixels: 4)
    }

    private func png(_ picture: GreyDrawing) -> [UInt8] {
        PNGForm(.grey, depth: 8, .plain).file(of: picture)
    }

    private func check(
        _ file: [UInt8], named name: String = "picture.png", at gate: GateRun,
        _ more: String...
    ) throws -> GateAnswer {
        try gate.write(file, to: name)
        return try gate.run(listed: ["check", "--json", "--image", name] + more)
    }

    @Test func `admits by a PNG and by a JPEG, whatever the file's name, and records it`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        _ = try fixture.load([pass])
        let picture = try drawing(pass.text)
        for (file, name) in [
            (png(picture), "a.png"), (JPEGForm.colour.file(of: picture), "b.jpg"),
            (JPEGForm.progressive.file(of: picture), "c.png"), (png(picture), "d"),
        ] {
            let answer = try check(file, named: name, at: fixture.gate)
            #expect(answer.exitCode == 0, "\(name): \(answer)")
            #expect(answer.complaints == "")
            #expect(try answer.object()["code"] as? String == "OK")
        }
        let rows = try fixture.gate.run("journal", "list", "--json").objects()
        #expect(rows.count == 4)
        #expect(rows.last?["digest"] as? String == pass.reference.digest.hex)
        let later = try check(png(picture), at: fixture.gate, "--at", "+11d", "--direction", "out")
        #expect(try later.object()["code"] as? String == "EXPIRED")
        #expect(try later.object()["direction"] as? String == "out")
    }

    @Test func `without a code is unreadable, and with a stranger's code alone not ours`() throws {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        let blank = GreyDrawing(width: 60, height: 40, shade: 255)
        for file in [png(blank), JPEGForm.grey.file(of: blank)] {
            let answer = try check(file, at: fixture.gate)
            #expect(answer.exitCode == 1)
            #expect(try answer.object()["code"] as? String == "UNREADABLE")
        }
        let advert = try check(png(drawing("HTTPS://EXAMPLE.COM/SALE")), at: fixture.gate)
        #expect(advert.exitCode == 1)
        #expect(try advert.object()["code"] as? String == "NOT_OUR_CODE")
    }

    @Test func `takes one code beside adverts or twice, and not two different ones`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1)
        let other = try fixture.seal(seed: 2)
        _ = try fixture.load([pass, other])
        let ours = try drawing(pass.text)
        let pictures = [
            (ours.beside(try drawing("HTTPS://EXAMPLE.COM/SALE")), "OK"),
            (try drawing("1").beside(ours).beside(try drawing("GP1")), "OK"),
            (ours.beside(ours), "OK"), (ours.beside(try drawing(other.text)), "SEVERAL_CODES"),
        ]
        for (picture, code) in pictures {
            let answer = try check(png(picture), at: fixture.gate)
            #expect(try answer.object()["code"] as? String == code)
            #expect(answer.exitCode == (code == "OK" ? 0 : 1))
        }
    }

    @Test func `of a vehicle's code needs the plate like any other scan`() throws {
        let fixture = try EnrolledGate()
        let pass = try fixture.seal(seed: 1) {
            $0.kind = .vehicle
            $0.label = PassLabel("沪A12345")
        }
        _ = try fixture.load([pass])
        let file = png(try drawing(pass.text))
        let unseen = try check(file, at: fixture.gate)
        #expect(try unseen.object()["code"] as? String == "NOT_CHECKED")
        #expect(try check(file, at: fixture.gate, "--plate", "沪A12345").exitCode == 0)
        let wrong = try check(file, at: fixture.gate, "--plate", "沪B12345")
        #expect(try wrong.object()["code"] as? String == "PLATE_MISMATCH")
    }
}

@Suite struct `File that is no readable picture` {
    /// Runs a check of a file in an enrolled gate, and what is told in English.
    private func refusal(
        of name: String, at gate: GateRun, _ language: String = "en"
    ) throws -> String {
        let answer = try gate.run("check", "--image", name, "--json", "--lang", language)
        #expect(answer.exitCode == 3, "\(name): \(answer)")
        #expect(answer.output == "", "\(name): \(answer)")
        return answer.complaints
    }

    @Test func `is told on standard error with 3, each in its own words, and leaves no row`()
        throws
    {
        let fixture = try EnrolledGate()
        _ = try fixture.load([])
        let gate = fixture.gate
        let picture = try GreyDrawing(of: "GP1", scalePixels: 4)
        let png = PNGForm(.grey, depth: 8, .plain).file(of: picture)
        let jpeg = JPEGForm.colour.file(of: picture)
        let wide = GreyDrawing(width: PictureLimit.sidePixels + 1, height: 1, shade: 255)
        var flaw = png
        flaw[60] ^= 0x55
        let files: [(String, [UInt8], PictureFault)] = [
            ("empty", [], .empty),
            ("large", png + [UInt8](repeating: 0, count: PictureLimit.fileBytes), .tooManyBytes),
            ("text.png", Array("GP1 is no picture".utf8), .notPicture),
            ("half.png", Array(png[..<(png.count / 2)]), .truncated(.png)),
            ("half.jpg", Array(jpeg[..<(jpeg.count / 2)]), .truncated(.jpeg)),
            ("flaw.png", flaw, .damaged(.png)),
            (
                "wide.png", PNGForm(.grey, depth: 8, .plain).file(of: wide),
                .tooManyPixels(width: UInt32(wide.width), height: 1)
            ),
        ]
        for (name, file, fault) in files {
            try gate.write(file, to: name)
            #expect(try refusal(of: name, at: gate) == fault.text.english + "\n")
            #expect(try refusal(of: name, at: gate, "zh") == fault.text.chinese + "\n")
        }
        #expect(try refusal(of: "nowhere.png", at: gate).contains("no file nowhere.png"))
        #expect(try refusal(of: "g", at: gate).contains("is a folder"))
        #expect(try gate.run("journal", "list").output == "")
    }
}

@Suite struct `Program that reads pictures` {
    /// An enrolled gate whose program lies in a folder of its own, beside what `script` says.
    private func gate(beside script: String?) throws -> GateRun {
        var gate = try EnrolledGate().gate
        let files = FileManager.default
        try files.createDirectory(atPath: gate.path("bin"), withIntermediateDirectories: false)
        try files.copyItem(atPath: gate.program, toPath: gate.path("bin/gate"))
        gate.program = gate.path("bin/gate")
        try gate.write(Array("any picture".utf8), to: "picture.png")
        guard let script else { return gate }
        try gate.write(Array("#!/bin/sh\n\(script)\n".utf8), to: "bin/gate-image")
        try files.setAttributes(
            [.posixPermissions: 0o700], ofItemAtPath: gate.path("bin/gate-image"))
        return gate
    }

    private func complaint(of gate: GateRun) throws -> String {
        let answer = try gate.run("check", "--image", "picture.png", "--lang", "en")
        #expect(answer.exitCode == 3, "\(answer)")
        #expect(answer.output == "")
        return answer.complaints
    }

    @Test func `is looked for beside the gate's own program and nowhere else`() throws {
        var gate = try gate(beside: nil)
        gate.variables["PATH"] = BuiltProgram.folder
        let missing = PictureReadingFault.missing(
            path: gate.path("bin/gate-image"), cause: "No such file or directory")
        #expect(try complaint(of: gate) == missing.text.english + "\n")
    }

    @Test(arguments: [
        ("exit 5", "exit 5"), ("kill -KILL $$", "signal 9"), ("printf '\\0\\1'", "answer"),
        ("printf ''", "answer"), ("printf '\\14\\0\\0\\0\\0\\0\\0\\0\\0'", "answer"),
        ("cat /dev/zero", "output"),
    ])
    func `is not believed where it breaks off or answers nonsense`(
        script: String, ending: String
    ) throws {
        let told = try complaint(of: try gate(beside: script))
        #expect(told == PictureReadingFault.brokeOff(ending: ending).text.english + "\n")
    }

    @Test func `is stopped where it computes too long`() throws {
        let told = try complaint(of: try gate(beside: "kill -XCPU $$"))
        #expect(told == PictureReadingFault.timedOut.text.english + "\n")
    }

    @Test func `does nothing when a person starts it`() throws {
        var run = GateRun()
        run.program = "\(BuiltProgram.folder)/gate-image"
        let answer = try run.run("picture.png")
        #expect(answer.exitCode == 64)
        #expect(answer.output == "")
        #expect(answer.complaints.contains("gate check --image"))
    }
}
