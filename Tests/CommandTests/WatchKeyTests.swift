// The keys of the guard's screen.
import CommandSupport
import PassFormat
import Testing

@Suite struct `Keys of the watch` {
    @Test func `no two share a letter, and none is the prefix`() {
        let letters = WatchKey.allCases.map(\.letter)
        #expect(Set(letters).count == letters.count)
        #expect(!letters.contains(WatchKey.prefix))
    }

    @Test func `each is one key without shift, but for the question mark`() {
        for letter in WatchKey.allCases.map(\.letter) where letter != "?" {
            #expect(("a"..."z").contains(letter))
        }
    }

    @Test func `each says in both languages what it does`() {
        for key in WatchKey.allCases {
            #expect(!key.text.chinese.isEmpty && !key.text.english.isEmpty)
            #expect(key.text.chinese != key.text.english)
        }
    }
}
