/**
 * The page in Firefox as a person has it, and the command that serves it: found by roles and names, as in
 * tests/page/driver.py for Chromium. What has to hold is main_job.ts's business.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

/** What a person would wait for Python on a slow machine, in ms; every wait ends as soon as there is something to see. */
const PATIENCE = 60_000;
const REPOSITORY = resolve(import.meta.dirname, "../../..");
const ENDED = /^[\d,]+ calls? in [\d.]+ (µs|ms|s)\b(?!.*recorded earlier)/;

type Nothing = false | undefined;

/** Resolves with the first answer that is not nothing. */
async function until<T>(what: string, ask: () => Promise<T | Nothing> | T | Nothing): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** `playground serve`, until it is ended. */
export class Server {
  readonly address: string;
  private readonly process: ChildProcess;

  private constructor(process: ChildProcess, address: string) {
    this.process = process;
    this.address = address;
  }

  static async start(python: string): Promise<Server> {
    const serve = ["-m", "playground", "serve", "--no-open"];
    const process = spawn(python, serve, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface(process.stdout!)) {
      const address = /http:\/\/\S+/.exec(line)?.[0];
      if (address) return new Server(process, address);
    }
    throw new Error("the site cannot be served");
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGINT");
    await ended;
  }
}

export class Firefox {
  private readonly browser: Browser;
  private readonly downloads: string;

  private constructor(browser: Browser, downloads: string) {
    this.browser = browser;
    this.downloads = downloads;
  }

  static async start(executablePath: string): Promise<Firefox> {
    const downloads = mkdtempSync(join(tmpdir(), "playground-firefox-"));
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      timeout: PATIENCE,
      defaultViewport: { width: 1440, height: 900 },
      extraPrefsFirefox: {
        "browser.download.dir": downloads,
        "browser.download.folderList": 2,
        "browser.download.useDownloadDir": true,
      },
    });
    return new Firefox(browser, downloads);
  }

  async open(address: string): Promise<Playground> {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const playground = new Playground(page, this.downloads);
    await playground.open(address);
    return playground;
  }

  /** A run in a page of its own, from the disk. */
  async show(path: string): Promise<Playground> {
    const page = await this.browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const playground = new Playground(page, this.downloads);
    await page.goto(pathToFileURL(path).href);
    return playground;
  }

  async end(): Promise<void> {
    await this.browser.close();
    rmSync(this.downloads, { recursive: true });
  }
}

export class Playground {
  readonly page: Page;
  private readonly downloads: string;
  /** Errors that nobody caught; there should be none. */
  readonly faults: string[] = [];

  constructor(page: Page, downloads: string) {
    this.page = page;
    this.downloads = downloads;
    page.on("pageerror", (error) => {
      // Firefox's console, not the page, hears this of a worker that is ended amid its work: of every Stop.
      if (!String(error).endsWith("uncaught exception: undefined")) this.faults.push(String(error));
    });
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.named("Program").wait();
  }

  /** By the name that an element says of itself. Firefox takes seconds to work out the name of every element there is. */
  named(name: string) {
    return this.page.locator(`[aria-label="${name}"]`);
  }

  /** By role and the beginning of its text. */
  private told(role: "tab" | "menuitem", text: string) {
    return this.page.locator(`[role=${role}]::-p-text(${text})`);
  }

  text(selector: "[role=status]" | "[role=log]" | "[role=tree]"): Promise<string> {
    return this.page.$eval(selector, (element) => element.textContent.trim());
  }

  /** Replaces the program as a person does: select all, paste. */
  async write(source: string): Promise<void> {
    await this.named("Program").click();
    await this.page.keyboard.down("Control");
    await this.page.keyboard.press("a");
    await this.page.keyboard.up("Control");
    await this.page.evaluate((text) => document.execCommand("insertText", false, text), source);
  }

  /** Runs what is given, or what stands there, and returns the status line of its end. */
  async run(source?: string): Promise<string> {
    if (source !== undefined) await this.write(source);
    await this.press("Run");
    return this.end();
  }

  press(button: string): Promise<void> {
    return this.named(button).click();
  }

  end(): Promise<string> {
    return this.status(ENDED);
  }

  status(wanted: RegExp): Promise<string> {
    return until(`the status ${wanted}`, async () => {
      const status = await this.text("[role=status]");
      return wanted.test(status) && status;
    });
  }

  output(wanted: string): Promise<boolean> {
    return until(`${JSON.stringify(wanted)} in Output`, async () =>
      (await this.text("[role=log]")).includes(wanted),
    );
  }

  /** The functions' names in the outline, each indented by its level. */
  async outline(): Promise<string[]> {
    await this.told("tab", "Outline").click();
    await this.page.locator("[role=treeitem]").wait();
    return this.page.$$eval("[role=treeitem]", (rows) => {
      // biome-ignore lint/performance/useDomNodeTextContent: as it stands on the screen, where columns keep words apart
      const said = (row: Element) => (row as HTMLElement).innerText;
      return rows.map((row) => "  ".repeat(Number(row.ariaLevel) - 1) + /[\w.]+/.exec(said(row)));
    });
  }

  /** How many colours the largest canvas of the Tree shows, once there are three: that is a picture. */
  picture(): Promise<number> {
    return until("a picture", () =>
      this.page.evaluate(() => {
        const canvases = [...document.querySelectorAll<HTMLCanvasElement>("[role=tabpanel] canvas")];
        const colours = canvases.map((canvas) => {
          const { width, height } = canvas;
          if (!width || !height) return 0;
          const copy = new OffscreenCanvas(width, height).getContext("2d")!;
          copy.drawImage(canvas, 0, 0);
          return new Set(new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer)).size;
        });
        const most = Math.max(0, ...colours);
        return most >= 3 && most;
      }),
    );
  }

  /** Saves the run as a file, a trace without more; returns where it lies. */
  async export(entry = "Trace (JSON)", ending = ".json"): Promise<string> {
    await this.press("Export");
    await this.told("menuitem", entry).click();
    const file = await until("the saved file", () =>
      readdirSync(this.downloads).find((name) => name.endsWith(ending) && whole(join(this.downloads, name))),
    );
    return join(this.downloads, file);
  }

  async openTrace(path: string): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForFileChooser(), this.press("Open trace")]);
    await chooser.accept([path]);
  }
}

function whole(path: string): boolean {
  return /(\}|<\/html>)\s*$/.test(readFileSync(path, "utf8"));
}
