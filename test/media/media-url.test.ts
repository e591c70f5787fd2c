import { describe, expect, it } from "vitest";
import { hostRules } from "../../src/media/allowed-hosts.ts";
import { mediaTarget } from "../../src/media/media-url.ts";
import { isPublicAddress } from "../../src/media/public-address.ts";
import { MediaRefused } from "../../src/media/refusal.ts";

const settings = { hosts: [], trusted: [], telegramApiUrl: "https://api.telegram.org" };
const zalo = hostRules("zalo", settings);

function verdict(address: string, rules = zalo): string {
  try {
    return mediaTarget(address, rules).url.href;
  } catch (error) {
    if (error instanceof MediaRefused) return error.reason;
    throw error;
  }
}

describe("an address", () => {
  it.each([
    ["https://f21-zpc.zdn.vn/jpg/1/a.jpg?x=1", "https://f21-zpc.zdn.vn/jpg/1/a.jpg?x=1"],
    ["http://f21-zpc.zdn.vn/a.jpg", "https://f21-zpc.zdn.vn/a.jpg"],
    ["http://f21-zpc.zdn.vn:80/a.jpg", "https://f21-zpc.zdn.vn/a.jpg"],
    ["https://F21-ZPC.ZDN.VN:443/a.jpg", "https://f21-zpc.zdn.vn/a.jpg"],
    ["https://zdn.vn/a", "https://zdn.vn/a"],
  ])("of the platform is taken, always as https: %s", (address, shown) => expect(verdict(address)).toBe(shown));

  it.each([
    // names that only look like the platform's
    ["https://evilzdn.vn/", "host"], ["https://zdn.vn.evil.com/", "host"], ["https://zdn.vn./a", "host"], ["https://a.zdn.vn%2eevil.com/", "host"], ["https://zdn。vn.evil.com/", "host"],
    ["https://evil.com/?https://a.zdn.vn/", "host"], ["https://evil.com#.zdn.vn", "host"], ["https://evil.com\\.zdn.vn/", "host"], ["https://a.zdn.vn.", "host"], ["https://xn--zdn-x.vn/", "host"],
    // somebody else before the @
    ["https://a.zdn.vn@evil.com/", "address"], ["https://user:pass@a.zdn.vn/", "address"], ["https://evil.com\\@a.zdn.vn/", "host"], ["https://:x@a.zdn.vn/", "address"],
    // ports
    ["https://a.zdn.vn:8443/", "address"], ["http://a.zdn.vn:443/", "address"], ["https://a.zdn.vn:80/", "address"], ["http://a.zdn.vn:6379/", "address"], ["https://a.zdn.vn:0/", "address"],
    // schemes
    ["ftp://a.zdn.vn/", "address"], ["file:///etc/passwd", "address"], ["gopher://a.zdn.vn/", "address"], ["data:text/plain,x", "address"], ["javascript:alert(1)", "address"], ["blob:https://a.zdn.vn/1", "address"],
    // none at all
    ["", "address"], ["//a.zdn.vn/", "address"], ["a.zdn.vn", "address"], ["https://", "address"], [`https://a.zdn.vn/${"x".repeat(4000)}`, "address"], ["https://[fe80::1%25eth0]/", "address"],
  ])("%s is refused: %s", (address, reason) => expect(verdict(address)).toBe(reason));

  it.each([
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://１２７.0.0.1/", "http://127.0.0.1./",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:169.254.169.254]/", "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/",
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://8.8.8.8/", "https://[2606:4700::1111]/", "http://localhost/", "http://redis/", "http://mongo:80/",
  ])("that is a number or an inner name is never a platform's: %s", (address) => expect(verdict(address)).toBe("host"));

  it("of one platform is not taken for another, and web chat has none", () => {
    expect(verdict("https://scontent.xx.fbcdn.net/v/a.jpg", hostRules("messenger", settings))).toMatch(/^https:/);
    expect(verdict("https://cdn.fbsbx.com/a.pdf", hostRules("messenger", settings))).toMatch(/^https:/);
    expect(verdict("https://scontent.xx.fbcdn.net/v/a.jpg")).toBe("host");
    expect(verdict("https://a.zdn.vn/", hostRules("webchat", settings))).toBe("host");
    expect(verdict("https://a.zdn.vn/", hostRules("telegram", settings))).toBe("host");
  });

  it("an administrator named is taken as it is, with exactly that port", () => {
    const rules = hostRules("zalo", { ...settings, hosts: ["*.example.vn"], trusted: ["127.0.0.1:9000", "[::1]:9000"] });
    expect(verdict("http://127.0.0.1:9000/a", rules)).toBe("http://127.0.0.1:9000/a");
    expect(verdict("http://0x7f.1:9000/a", rules)).toBe("http://127.0.0.1:9000/a");
    expect(verdict("http://[::1]:9000/a", rules)).toBe("http://[::1]:9000/a");
    expect(verdict("http://127.0.0.1:9001/a", rules)).toBe("address");
    expect(verdict("http://127.0.0.1/a", rules)).toBe("host");
    expect(verdict("http://u@127.0.0.1:9000/a", rules)).toBe("address");
    expect(verdict("http://cdn.example.vn/a", rules)).toBe("https://cdn.example.vn/a");
  });

  it("of a Bot API server of one's own is trusted for Telegram only, and Telegram's own is not trusted blindly", () => {
    const own = { ...settings, telegramApiUrl: "http://10.0.0.5:8081" };
    expect(mediaTarget("http://10.0.0.5:8081/file/x", hostRules("telegram", own)).trusted).toBe(true);
    expect(verdict("http://10.0.0.5:8081/file/x", hostRules("zalo", own))).toBe("address");
    expect(mediaTarget("https://api.telegram.org/file/x", hostRules("telegram", settings)).trusted).toBe(false);
  });
});

describe("an IP address", () => {
  it.each(["8.8.8.8", "1.1.1.1", "14.225.1.1", "172.32.0.1", "172.15.0.1", "100.63.255.255", "100.128.0.1", "2606:4700::1111", "2404:6800:4005::1", "64:ff9b::808:808", "64:ff9b::8.8.8.8"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "::127.0.0.1", "::ffff:0:127.0.0.1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2001:10::1",
    "2002:7f00:1::", "3fff::1", "64:ff9b::7f00:1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8", "100::1", "2606:4700::1%1", "", "localhost", "127.1", "0x7f.1", "2130706433",
  ])("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});
