// What people call things: long German, Polish, right to left, and words that cannot be broken. At every width and at
// 200 % (a window of 1440 is 720 wide then, one of 640 is 320), nothing reaches out of the window, and no button cuts its words.
import type { Page } from '@playwright/test';
import { newTask } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

test.use({ own: 'names' });

const GERMAN = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzesänderungsvorlage und Abstimmung mit der Wissenschaftsorganisation';
const POLISH = 'Zażółć gęślą jaźń: przeorganizowanie najniebezpieczniejszych współzależności międzydziałowych';
const ARABIC = 'مراجعة العقد مع العميل قبل نهاية الأسبوع!';
const HEBREW = 'לבדוק את ההצעה (גרסה 2) עם הלקוח';
const UNBROKEN = 'W'.repeat(120);

let made = false;

test.beforeEach(async ({ world }) => {
  if (!made) await named(world);
  made = true;
});

async function named(world: World): Promise<void> {
  const [workspace, id, client] = [world.workspace.slug, uuidv7(), uuidv7()];
  await world.post('/do/plan/create_project', { workspace, id, title: GERMAN, key: 'LONG' });
  await world.post('/do/clients/create_client', { workspace, id: client, name: UNBROKEN.slice(0, 60) });
  await world.post('/do/plan/set_client', { workspace, project: id, client });
  await world.post('/do/plan/create_deliverable', { workspace, id: uuidv7(), project: id, title: POLISH, description: ARABIC });
  const project = { id, key: 'LONG', code: 'LONG' };
  const dates = { start: '2027-03-01', finish: '2027-03-05' };
  const tasks = [];
  for (const title of [GERMAN, POLISH, ARABIC, HEBREW, UNBROKEN]) {
    const task = await newTask(world, project, title);
    await world.post('/do/plan/edit_task', { workspace, task: task.id, ...dates, description: title });
    await world.post('/do/plan/assign', { workspace, task: task.id, member: world.ownerId, units: '100' }).catch(() => undefined);
    await world.post('/do/talk/add_comment', { workspace, id: uuidv7(), record: task.id, text: title });
    await world.post('/do/plan/add_label', { workspace, task: task.id, label: title.slice(0, 40) }).catch(() => undefined);
    tasks.push(task);
  }
  await world.post('/do/plan/create_iteration', { workspace, project: id, id: uuidv7(), name: POLISH.slice(0, 80), goal: ARABIC });
  await world.post('/do/platform/trash_task', { workspace, record: tasks[4]!.id });
  await world.post('/do/people/create_group', { workspace, name: UNBROKEN.slice(0, 60) });
}

const PATHS = [
  '/today', '/projects', '/tasks', '/mine', '/inbox', '/people', '/clients', '/trash', '/search?q=a', '/tasks?group=project',
  '/p/LONG/overview', '/p/LONG/backlog', '/p/LONG/board', '/p/LONG/list', '/p/LONG/calendar?month=2027-03', '/p/LONG/calendar?week=2027-W09', '/p/LONG/settings',
  '/p/LONG/list?task=LONG-1', '/p/LONG/list?task=LONG-3', '/t/LONG-1', '/t/LONG-3',
];

test('names of every kind fit every window', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(180_000);
  const problems: string[] = [];
  for (const path of PATHS) {
    await page.goto(world.at(path));
    if (hydrated) await expect(page.locator('[data-live="on"]')).toHaveCount(1);
    for (const width of [320, 390, 720, 1024, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      problems.push(...(await cut(page)).map(found => `${path} at ${width}: ${found}`));
    }
  }
  expect(problems).toEqual([]);
});

/** What reaches out of the window, and what is written on a button and cannot be read. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    // What slides in is measured where it comes to stand.
    for (const moving of document.getAnimations()) if (moving.effect?.getComputedTiming().endTime !== Infinity) moving.finish();
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>('h1, .b, .tabs a, .chip, label, legend, .err, .summary')) {
      if (element.closest('.vh, [hidden], details:not([open]) > :not(summary)') || element.matches('.vh, .pick')) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline') found.push(`“${element.textContent!.trim().slice(0, 30)}” is cut by ${element.scrollWidth - element.clientWidth}`);
      const scrolls = element.closest('.tabs, .board, .chips');
      if (!scrolls && box.right > root.clientWidth + 1) found.push(`“${element.textContent!.trim().slice(0, 30)}” ends at ${Math.round(box.right)}`);
    }
    return found;
  });
}

test('each script goes its own way', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/p/LONG/list'));
  // The mark that ends a sentence stands at its end: left of where it begins.
  const ends = (selector: string, text: string) =>
    page.evaluate(
      ([selector, text]) => {
        const element = [...document.querySelectorAll(selector!)].find(one => one.textContent!.trim() === text);
        const node = element && document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
        if (!node) return null;
        const at = (from: number) => {
          const range = document.createRange();
          range.setStart(node, from);
          range.setEnd(node, from + 1);
          return range.getBoundingClientRect().left;
        };
        const text_ = node.textContent!;
        return at(text_.length - 1) < at(0);
      },
      [selector, text],
    );
  expect(await ends('.list a.t', ARABIC), 'in a list').toBe(true);
  await page.goto(world.at('/t/LONG-3'));
  expect(await ends('h1', ARABIC), 'as a title').toBe(true);
  expect(await ends('.talk p', ARABIC), 'in what is said').toBe(true);
  await page.goto(world.at('/p/LONG/board'));
  expect(await ends('.tk h3 a', ARABIC), 'on a card').toBe(true);
});
