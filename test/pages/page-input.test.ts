import { describe, expect, it } from "vitest";
import { pageInput } from "../../src/cli/page-input.ts";
import { CommandMistake } from "../../src/cli/command.ts";
import type { ChannelName } from "../../src/core/channel-name.ts";

const token = "77845566:AAF-planted-bot-token";
const dead = "EAAB-planted-dead-token";

describe("what operators write for an account", () => {
  it("is sorted into secrets and settings", () => {
    expect(pageInput("messenger", "# from Meta\r\npageId = 108\r\n\r\naccessToken=a=b=\nappSecret=s\nverifyToken=v\nperSecond=2.5\nmonthlyBudget=200000\n")).toEqual({
      account: "108",
      secrets: { accessToken: "a=b=", appSecret: "s", verifyToken: "v" },
      settings: { pageId: "108", perSecond: 2.5, monthlyBudget: 200_000 },
    });
    expect(pageInput("zalo", "appId=1\noaId=388\noaSecretKey=k\naccessToken=t\nrefreshToken=r")).toMatchObject({ account: "388", secrets: { oaSecretKey: "k", accessToken: "t", refreshToken: "r" }, settings: { appId: "1" } });
    expect(pageInput("webchat", "account=xa-b\norigins=https://a.example.vn/ http://localhost:8080, https://b.example.vn")).toEqual({
      account: "xa-b", secrets: {}, settings: { account: "xa-b", origins: ["https://a.example.vn", "http://localhost:8080", "https://b.example.vn"] },
    });
  });

  it("gets a webhook secret made up, another for each bot", () => {
    const [one, two] = [pageInput("telegram", `token=${token}`), pageInput("zalo-bot", "token=b1:xyz")];
    expect(one).toMatchObject({ account: "77845566", secrets: { token, webhookSecret: expect.stringMatching(/^[\w-]{32}$/) } });
    expect(two.secrets["webhookSecret"]).not.toBe(one.secrets["webhookSecret"]);
  });

  const wrong: [ChannelName, string, string | RegExp][] = [
    ["telegram", token, "Line 1 is not name=value."],
    ["telegram", "token=", "Line 1 is not name=value."],
    ["telegram", `\n${dead}=1`, /^Line 2 names nothing a telegram account has; it may have token, webhookSecret/],
    ["telegram", `token=${token}\ntoken=${token}`, "Line 2 says token again."],
    ["telegram", `token=${dead}`, "The account's id (token) has a form no telegram account has."],
    ["telegram", `token=${dead}:x`, "The account's id (token) has a form no telegram account has."],
    ["telegram", `token=${token}\nwebhookSecret=có dấu`, "webhookSecret may hold only letters, digits, _ and -."],
    ["messenger", `pageId=${dead}\naccessToken=a\nappSecret=s\nverifyToken=v`, "The account's id (pageId) has a form no messenger account has."],
    ["zalo-bot", `token=${dead}`, "The account's id (token) has a form no zalo-bot account has."],
    ["messenger", `pageId=1\nappSecret=${dead}`, /^A messenger account needs more:\n {2}accessToken: .+\n {2}verifyToken: .+$/],
    ["messenger", "pageId=1\naccessToken=a\nappSecret=s\nverifyToken=v\nperSecond=fast", "perSecond must be a number."],
    ["messenger", "pageId=1\naccessToken=a\nappSecret=s\nverifyToken=v\nmonthlyBudget=-5", "monthlyBudget must be a number."],
    ["webchat", "account=xa:b\norigins=https://a.vn", "The account's id (account) has a form no webchat account has."],
    ["webchat", "account=xa-b\norigins=https://a.vn/x", /^origins must be websites/],
    ["webchat", "account=xa-b\norigins=https://a.vn;script-src *", /^origins must be websites/],
    ["webchat", "account=xa-b\norigins=*", /^origins must be websites/],
  ];
  it.each(wrong)("of %s is refused in one sentence that repeats no value: %#", (channel, given, sentence) => {
    let mistake: unknown;
    try {
      pageInput(channel, given);
    } catch (error) {
      mistake = error;
    }
    expect(mistake).toBeInstanceOf(CommandMistake);
    const { message } = mistake as CommandMistake;
    if (typeof sentence === "string") expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
    for (const value of [token, token.split(":")[1]!, dead]) expect(message).not.toContain(value);
  });
});
