// Makes ready what `npm start` and `npm test` need, and is quick when all is there. Plain JavaScript without imports from
// packages: it runs on whatever Node the machine ships, before node_modules exist.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, isBuilt } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const store = join(root, "src/embedded/docstore");
const target = join(store, "target");
const isTest = process.argv.includes("--test");

process.chdir(root);
const settings = { ...readEnvFile(), ...process.env };
const needsStore = isTest || !settings.MONGODB_URI;
const needsRedis = isTest || !settings.REDIS_URL;

if (!isReady()) {
  await alone(async () => {
    const isNew = !hasParts();
    installPrograms();
    installPackages();
    if (needsStore) buildStore();
    await buildSources();
    if (isNew) say("Everything is in place.");
  });
}

function isReady() {
  return hasParts() && isBuilt();
}

function hasParts() {
  return missingPrograms().length === 0 && hasPackages() && (!needsStore || builtStore() === storeHash());
}

// --- programs of the machine ---------------------------------------------------------------------------------------

function missingPrograms() {
  const wanted = [];
  const isBuilt = builtStore() === storeHash();
  if (needsStore && !(isBuilt ? onPath("java") : hasJdk())) wanted.push("openjdk-17-jdk-headless");
  if (needsStore && !isBuilt && !onPath("mvn")) wanted.push("maven");
  if (needsRedis && !onPath("redis-server")) wanted.push("redis-server");
  if (isTest && !onPath("chromium")) wanted.push("chromium");
  return wanted;
}

function hasJdk() {
  if (!onPath("javac")) return false;
  const version = spawnSync("javac", ["-version"], { encoding: "utf8" });
  return Number(/(\d+)/.exec(`${version.stdout}${version.stderr}`)?.[1] ?? 0) >= 17;
}

function installPrograms() {
  const packages = missingPrograms();
  if (packages.length === 0) return;
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    fail(`Please install ${packages.join(", ")} (a JDK 17 or newer will do) and start again; \`docker compose up\` is the other way.`);
  }
  say(`Installing ${packages.join(", ")} …`);
  // Run level 1 keeps Debian from starting the packages' own services: the bot starts its own, on its own ports.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...args) => runQuietly("apt-get", ["-y", "-q", "-o", "DPkg::Lock::Timeout=300", ...args], { env });
  apt("update");
  if (apt("install", "--no-install-recommends", ...packages)) return;
  // An earlier run that was stopped half-way leaves dpkg in need of this.
  runQuietly("dpkg", ["--configure", "-a"], { env });
  if (!apt("install", "--no-install-recommends", ...packages)) {
    fail(`apt-get could not install ${packages.join(", ")}: please install them by hand, or use \`docker compose up\`.`);
  }
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// --- Node packages ---------------------------------------------------------------------------------------------------

function hasPackages() {
  const stamp = read("node_modules/.cau-noi");
  return stamp === lockHash() ? existsSync("node_modules/.bin/node") : false;
}

function lockHash() {
  return createHash("sha256")
    .update(read("package-lock.json") ?? "")
    .update(read("package.json") ?? "")
    .digest("hex");
}

function installPackages() {
  if (hasPackages()) return;
  if (!isInstalledByHand()) {
    say("Installing Node packages …");
    const npm = (verb, how) => how("npm", [verb, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
    // `npm ci` refuses a lock file with gaps, which npm itself sometimes writes; `npm install` fills them.
    if (!npm("ci", runSilently) && !npm("install", runQuietly)) fail("npm could not install the packages: is the network reachable?");
  }
  if (nodeVersion() < 24) {
    finishByHand("node", "installArchSpecificPackage.js");
    linkNode();
  }
  if (nodeVersion() < 24) fail("node_modules holds no Node 24: please remove node_modules and start again.");
  if (!works("node_modules/.bin/esbuild")) finishByHand("esbuild", "install.js");
  writeFileSync("node_modules/.cau-noi", lockHash());
}

/** npm writes its own note last, so an install that was stopped half-way does not count. */
function isInstalledByHand() {
  const note = "node_modules/.package-lock.json";
  return existsSync(note) && existsSync("package-lock.json") && statSync(note).mtimeMs >= statSync("package-lock.json").mtimeMs;
}

function nodeVersion() {
  const version = spawnSync("node_modules/.bin/node", ["-v"], { encoding: "utf8" });
  return Number(/^v(\d+)/.exec(version.stdout ?? "")?.[1] ?? 0);
}

function works(program) {
  return !existsSync(program) || spawnSync(program, ["--version"]).status === 0;
}

/** Some versions of npm skip install scripts. */
function finishByHand(name, script) {
  const folder = join("node_modules", name);
  if (existsSync(join(folder, script))) runQuietly(process.execPath, [script], { cwd: folder });
}

/** npm does not link a program that its package brings only later. */
function linkNode() {
  rmSync("node_modules/.bin/node", { force: true });
  symlinkSync("../node/bin/node", "node_modules/.bin/node");
}

// --- the document store ------------------------------------------------------------------------------------------------

function storeHash() {
  const hash = createHash("sha256").update(readFileSync(join(store, "pom.xml")));
  const java = join(store, "java/caunoi/docstore");
  for (const file of readdirSync(java).sort()) hash.update(file).update(readFileSync(join(java, file)));
  return hash.digest("hex").slice(0, 16);
}

function builtStore() {
  const built = read(join(target, "ready"))?.trim();
  return built && existsSync(join(target, built, "docstore.jar")) ? built : undefined;
}

/** Each version has a folder of its own and `ready` is written last: neither a stop half-way nor a running store is harmed. */
function buildStore() {
  const hash = storeHash();
  if (builtStore() === hash) return;
  say("Building the document store …");
  const folder = join(target, hash);
  rmSync(folder, { recursive: true, force: true });
  if (!runQuietly("mvn", ["-q", "-B", "-f", join(store, "pom.xml"), "package", `-Dbuild.to=${folder}`])) {
    fail("Maven could not build the document store: is the network reachable? `docker compose up` is the other way.");
  }
  archiveClasses(folder);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "ready"), hash);
  for (const other of readdirSync(target)) {
    if (other !== hash && other !== "ready") rmSync(join(target, other), { recursive: true, force: true });
  }
}

/** One short run leaves Java an archive of the loaded classes, for a quicker start. Without it all works, only slower. */
function archiveClasses(folder) {
  const archive = `-XX:ArchiveClassesAtExit=${join(folder, "classes.jsa")}`;
  const file = join(folder, "trial.store");
  spawnSync("java", [archive, "-XX:+UseSerialGC", "-jar", join(folder, "docstore.jar"), file, "0"], { input: "", timeout: 60_000 });
  rmSync(file, { force: true });
}

async function buildSources() {
  try {
    await build();
  } catch (error) {
    fail(`The sources could not be built:\n${error.message}`);
  }
}

// --- small things ------------------------------------------------------------------------------------------------------

/** Two set-ups at once would undo each other's work: the second waits. The name dies with its process, so none is left over. */
async function alone(work) {
  const name = `\0cau-noi-setup-${createHash("sha256").update(root).digest("hex").slice(0, 32)}`;
  let waits = false;
  let lock = await hold(name);
  while (!lock) {
    if (!waits) say("Another set-up is at work here, waiting for it …");
    waits = true;
    await new Promise((resume) => setTimeout(resume, 200));
    lock = await hold(name);
  }
  if (!waits || !isReady()) await work();
  lock.close();
}

function hold(name) {
  const server = createServer();
  if (process.platform !== "linux") return server;
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(name, () => resolve(server));
  });
}

function readEnvFile() {
  const lines = (read(".env") ?? "").split("\n");
  const pairs = lines.map((line) => /^\s*(?:export\s+)?([A-Z_]+)\s*=\s*(.*?)\s*$/.exec(line)).filter(Boolean);
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value.replace(/^(['"])(.*)\1$/, "$2")]));
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function runSilently(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/** For programs that chat: their words appear only when they fail. */
function runQuietly(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
  if (done.status !== 0) console.error(`${done.stdout ?? ""}${done.stderr ?? ""}`.trim());
  return done.status === 0;
}

function say(line) {
  console.log(`  ${line}`);
}

function fail(line) {
  console.error(`  ${line}`);
  process.exit(1);
}
