// A plan made elsewhere comes in: read, chosen, mapped, made, looked at, taken back. With JavaScript and without.
import type { APIRequestContext, Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from '../../lib/axe.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

const PASSWORD = 'correct horse battery staple';

/** As Microsoft Project writes it: an outline of two levels, a link with lag, two people of one name, a third, a bar of stone. */
const PLAN = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>Reading room</Name><Title>Reading room</Title>
<Calendars><Calendar><UID>1</UID><Name>Six days</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>${[1, 2, 3, 4, 5, 6, 7]
  .map(day => `<WeekDay><DayType>${day}</DayType><DayWorking>${day === 1 ? 0 : 1}</DayWorking>${day === 1 ? '' : '<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>14:00:00</ToTime></WorkingTime></WorkingTimes>'}</WeekDay>`)
  .join('')}</WeekDays></Calendar></Calendars>
<Tasks>
<Task><UID>0</UID><Name>Reading room</Name><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>1</UID><Name>Prepare</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>2</UID><Name>Measure the shelves</Name><OutlineLevel>2</OutlineLevel><Start>2027-03-01T08:00:00</Start><Finish>2027-03-02T17:00:00</Finish><Duration>PT16H0M0S</Duration></Task>
<Task><UID>3</UID><Name>=Order the timber</Name><OutlineLevel>2</OutlineLevel><Notes>Oak, if the archive agrees.</Notes><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>4800</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task>
<Task><UID>4</UID><Name>The room opens</Name><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><PredecessorLink><PredecessorUID>99</PredecessorUID><Type>1</Type></PredecessorLink></Task>
</Tasks>
<Resources>
<Resource><UID>1</UID><Name>Sam Lee</Name><Type>1</Type></Resource>
<Resource><UID>2</UID><Name>Sam Lee</Name><Type>1</Type></Resource>
<Resource><UID>3</UID><Name>Kim Carpenter</Name><Type>1</Type></Resource>
<Resource><UID>4</UID><Name>Oak</Name><Type>0</Type></Resource>
</Resources>
<Assignments>
<Assignment><UID>1</UID><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units></Assignment>
<Assignment><UID>2</UID><TaskUID>3</TaskUID><ResourceUID>2</ResourceUID><Units>1</Units></Assignment>
<Assignment><UID>3</UID><TaskUID>3</TaskUID><ResourceUID>3</ResourceUID><Units>1</Units></Assignment>
</Assignments>
</Project>`;

test('a plan is read, people are asked for, the project is made, and the import is taken back', async ({ signedIn: page, world, hydrated, playwright }) => {
  test.setTimeout(90_000);
  const key = hydrated ? 'RRJ' : 'RRN';
  const mode = hydrated ? 'awake' : 'asleep';
  const sams = [`sam1-${mode}@example.test`, `sam2-${mode}@example.test`];
  const sam = await joined(world, playwright.request, sams[0]!);
  await joined(world, playwright.request, sams[1]!);

  await page.goto(world.at('/projects'));
  await page.getByRole('link', { name: 'Import a plan' }).click();
  await upload(page, 'reading-room.xml', PLAN);

  // The dry run: what becomes what, and what is lost and why. Nothing is there yet.
  await expect(page.getByRole('heading', { level: 1, name: 'Import of reading-room.xml' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Tasks: 4' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Assignments: 3' })).toBeVisible();
  await page.getByText('Links to tasks that are not in the file').click();
  await expect(page.getByText('The room opens waits for a task (99) that the file does not hold.')).toBeVisible();
  expect((await page.request.get(world.at(`/p/${key}`), { headers: { accept: 'text/html' } })).status()).toBe(404);

  await expectFits(page);

  // Two of one name are never taken for one: each has to be said, and members of one name are told apart.
  const who = page.getByRole('group', { name: 'Who is who' });
  const asked = who.getByLabel('Sam Lee');
  await expect(asked).toHaveCount(2);
  await expect(asked.first()).toHaveValue('');
  await expect(asked.nth(1)).toHaveValue('');
  await expect(who.getByLabel('Kim Carpenter').locator('option:checked')).toHaveText('Nobody here, keep the name');
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Make the project' }).click();
  await expect(asked.first()).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Key', { exact: true })).toHaveValue(key);
  for (const n of [0, 1]) await asked.nth(n).selectOption({ label: `Sam Lee, ${sams[n]}` });
  await page.getByRole('button', { name: 'Make the project' }).click();

  // It goes on by itself; without a script one looks again.
  const open = page.getByRole('link', { name: 'Open the project' });
  await expect(async () => {
    const again = page.getByRole('link', { name: 'Look again' });
    if (!hydrated && (await again.count())) await again.click();
    await expect(open).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const address = page.url();
  await open.click();
  await expect(page.getByText('Measure the shelves')).toBeVisible();
  await page.goto(world.at(`/t/${key}-2`));
  await expect(page.getByText('Sam Lee').first()).toBeVisible();

  // Out again, with formulas defused.
  await page.goto(world.at(`/p/${key}/overview`));
  const csv = await page.request.get(await href(page, 'Export as CSV'));
  expect(csv.headers()['content-disposition']).toContain(`${key}.csv`);
  expect(await csv.text()).toContain("'=Order the timber");
  const json = await page.request.get(await href(page, 'Export as JSON'));
  const project = (await json.json()) as { tasks: { title: string; assignees: { name: string; units: number }[] }[]; links: unknown[]; calendars: { name: string }[] };
  expect(project.tasks.map(task => task.title)).toEqual(['Prepare', 'Measure the shelves', '=Order the timber', 'The room opens']);
  expect(project.tasks[1]!.assignees).toMatchObject([{ name: 'Sam Lee', units: 500 }]);
  expect(project.links).toHaveLength(1);
  expect(project.calendars.map(calendar => calendar.name)).toContain('Six days');

  // What came with the file can be chosen for the project.
  await page.goto(world.at(`/p/${key}/settings`));
  await expect(page.getByLabel('Calendar').locator('option', { hasText: 'Six days' })).toHaveCount(1);

  // Taking it back says what others have done in it.
  const task = (await (await sam.get('/do/plan/task', { params: { workspace: world.workspace.slug, code: `${key}-2` } })).json()) as { id: string };
  const said = await sam.post('/do/talk/add_comment', {
    form: { _key: uuidv7(), 'form[workspace]': world.workspace.slug, 'form[id]': uuidv7(), 'form[record]': task.id, 'form[text]': 'They are 30 cm deep.', 'form[audience]': 'internal' },
  });
  expect(said.ok(), await said.text()).toBe(true);
  await page.goto(address);
  await expect(page.getByText('Somebody else has touched 1 thing in it since:')).toBeVisible();
  await expect(page.getByText(`Sam Lee: ${key}-2 Measure the shelves`)).toBeVisible();
  await expectFits(page);
  await page.getByRole('button', { name: 'Take the import back' }).click();
  await expect(page.getByText('This import was taken back.')).toBeVisible();
  expect((await page.request.get(world.at(`/p/${key}`), { headers: { accept: 'text/html' } })).status()).toBe(404);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Open the project' })).toBeVisible();
  await sam.dispose();
});

test('a file that cannot be read is refused in words, beside its field', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/import'));
  await page.getByRole('button', { name: 'Read the file' }).click();
  const field = page.getByLabel('File', { exact: true });
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('Choose a file first.').first()).toBeVisible();
  const refused: [string, string][] = [
    [PLAN.slice(0, PLAN.length / 2), 'The file ends in the middle. Export it again.'],
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]><Project>&a;</Project>', 'document type'],
    ['<html><body>Sign in</body></html>', 'Microsoft Project'],
  ];
  for (const [text, sentence] of refused) {
    await upload(page, 'plan.xml', text);
    await expect(page.locator('.err').filter({ hasText: sentence })).toBeVisible();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(page).toHaveURL(new RegExp(`${world.at('/import')}(\\?|$)`));
  }
});

test('a file that is not wanted is thrown away before anything is made of it', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/import'));
  await upload(page, 'not-wanted.xml', PLAN);
  await page.getByRole('button', { name: 'Throw the file away' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Import a plan' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'not-wanted.xml' }).first()).toContainText('Thrown away');
});

test('a real file of Microsoft Project becomes a project', async ({ signedIn: page, world, hydrated }) => {
  const data = process.env.DAYMARK_DATA ?? join(import.meta.dirname, '../../../../shared/data');
  const file = join(data, 'imports/mspdi/mpxj_task-links-project2016-mspdi.xml');
  // Elsewhere it may be missing; in CI it must be there.
  test.skip(!existsSync(file) && !process.env.CI, 'the real files are not here');
  const key = hydrated ? 'REJ' : 'REN';
  await page.goto(world.at('/import'));
  await upload(page, 'links.xml', readFileSync(file, 'utf8'));
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Make the project' }).click();
  await expect(async () => {
    const again = page.getByRole('link', { name: 'Look again' });
    if (!hydrated && (await again.count())) await again.click();
    await expect(page.getByRole('link', { name: 'Open the project' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Open the project' }).click();
  await expect(page.getByText('Task 1', { exact: true }).first()).toBeVisible();
});

/** Accessible, and never wider than the window. */
async function expectFits(page: Page): Promise<void> {
  await expectAccessible(page);
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.locator('html').evaluate(html => html.scrollWidth - html.clientWidth), `at ${width} px`).toBeLessThanOrEqual(0);
  }
}

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/xml', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Read the file' }).click();
}

async function href(page: Page, name: string): Promise<string> {
  return (await page.getByRole('link', { name }).first().getAttribute('href'))!;
}

/** Somebody called Sam Lee who has accepted an invitation, signed in. */
async function joined(world: World, request: { newContext(options: object): Promise<APIRequestContext> }, email: string): Promise<APIRequestContext> {
  const invited = (await world.post('/do/people/invite', { workspace: world.workspace.slug, name: 'Sam Lee', email, role: 'member' })) as { code: string };
  const api = await request.newContext({ baseURL: world.baseURL, extraHTTPHeaders: { origin: world.baseURL, accept: 'application/json' } });
  const answer = await api.post('/do/account/join', { form: { _key: uuidv7(), 'form[code]': invited.code, 'form[name]': 'Sam Lee', 'form[password]': PASSWORD } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return api;
}
