// Work that was done elsewhere comes in from Trello, Jira, Asana and Linear: read, mapped, made, looked at, taken back.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { expect, test } from '../../lib/test.ts';

const BOARD = JSON.stringify({
  name: 'Lantern walk',
  desc: 'Every lamp, once.',
  lists: [
    { id: 'a', name: 'Ideas', pos: 1 },
    { id: 'b', name: 'Making', pos: 2 },
    { id: 'c', name: 'Done', pos: 3 },
  ],
  members: [{ id: 'm1', fullName: 'Kim Carpenter' }],
  checklists: [{ id: 'k', idCard: '61517b5b0000000000000001', name: 'Before', checkItems: [{ name: 'Buy candles', state: 'complete', pos: 1 }, { name: 'Ask the harbour', state: 'incomplete', pos: 2 }] }],
  cards: [
    { id: '61517b5b0000000000000001', idShort: 7, name: 'Plan the walk', desc: 'Along the **quay**', idList: 'b', pos: 1, idMembers: ['m1'], labels: [{ name: 'outdoors' }], due: '2027-03-04T12:00:00.000Z', cover: { color: 'pink' }, badges: { comments: 1 } },
    { id: '61517b5b0000000000000002', idShort: 9, name: 'Print the map', idList: 'a', pos: 1 },
    { id: '61517b5b0000000000000003', idShort: 3, name: 'Old idea', idList: 'a', closed: true, pos: 2 },
  ],
  actions: [{ type: 'commentCard', date: '2026-02-02T09:00:00.000Z', idMemberCreator: 'm1', memberCreator: { id: 'm1', fullName: 'Kim Carpenter' }, data: { text: 'The tide is low then', card: { id: '61517b5b0000000000000001' } } }],
});

const ISSUES = '\ufeffSummary,Issue key,Issue id,Status,Status Category,Project key,Project name,Priority,Security Level,Parent,Labels,Labels,Sprint,Inward issue link (Blocks),Comment,Comment,Custom field (Story Points)\r\n'
  + "Relaunch,OLD-1,1001,In Progress,In Progress,OLD,Old house,High,,,,,,,,,\r\n"
  + "'=Sum it up,OLD-5,1005,Proofing,In Progress,OLD,Old house,Low,,1001,paint,roof,Sprint 4,OLD-8,\"24/Sep/21 2:21 PM;kim;First line\r\nsecond; line\",24/Sep/21 2:30 PM;ada;Agreed,2.50\r\n"
  + 'The accounts,OLD-8,1008,To Do,To Do,OLD,Old house,Low,Board,1001,,,,,,,\r\n';

const PLANS = 'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies)\n'
  + '1,2026-01-05,,2026-01-09,"Plan, then build",Ideas,Kim,kim@example.test,,2027-02-10,outdoors,,House,,,\n'
  + '2,2026-01-06,,2026-01-09,Measure,Ideas,,,,,,,House,"Plan, then build",,\n';

const CYCLES = 'ID,Team,Title,Description,Status,Estimate,Priority,Creator,Assignee,Labels,Cycle Name,Created,Updated,Started,Completed,Canceled,Archived,Due Date,Parent issue,Blocks,Blocked By\n'
  + 'ENG-4,Engineering,Sign in,,In Progress,3,Urgent,,,Bug,Cycle 2,2026-02-01T08:00:00.000Z,,2026-02-02T08:00:00.000Z,,,,,,ENG-9,\n'
  + 'ENG-9,Engineering,Welcome page,,Backlog,,,,,,,2026-02-01T08:00:00.000Z,,,,,,,,,Sign in\n';

const SEARCH = '<rss version="0.92"><channel><title>Jira</title><item><title>[XML-3] Paint</title><link>https://example.test/browse/XML-3</link><project id="1" key="XML">Paint shop</project>'
  + '<description>&lt;p&gt;With &lt;b&gt;care&lt;/b&gt;&lt;/p&gt;</description><key id="3">XML-3</key><summary>Paint the door</summary><type id="1">Story</type><status id="1">To Do</status><statusCategory id="2" key="new"/>'
  + '<created>Fri, 24 Sep 2021 14:22:15 -0700</created><due></due></item></channel></rss>';

test('a board of Trello becomes a project whose states are chosen, and is taken back', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(90_000);
  const key = hydrated ? 'LWJ' : 'LWN';
  await upload(page, world.at('/import'), 'lantern-walk.json', BOARD);
  await expect(page.getByRole('heading', { level: 1, name: 'Import of lantern-walk.json' })).toBeVisible();

  // What becomes what, and every field: what stays behind is said.
  await expect(page.getByRole('cell', { name: 'Tasks: 3' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Comments: 1' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Card: cover: 1' })).toContainText('left out');
  await expect(page.getByRole('row').filter({ hasText: 'Card: desc: 1' })).toContainText('description');
  await page.getByText('Archived work, closed here').click();
  await expect(page.getByText('Old idea is archived in the file: it is here in the state “Archived”, closed.')).toBeVisible();
  await expectFits(page);

  // States as the file calls them; one of them is to be the usual one.
  const states = page.getByRole('group', { name: 'States' });
  await expect(states.getByLabel('Ideas').locator('option:checked')).toHaveText('“Ideas”, meaning Up next');
  await expect(states.getByLabel('Done').locator('option:checked')).toHaveText('Done');
  await states.getByLabel('Making').selectOption({ label: '“Making”, meaning Under way' });
  await states.getByLabel('Ideas').selectOption({ label: 'Up next' });
  await page.getByLabel('Key', { exact: true }).fill(key);
  const address = await make(page, hydrated);

  // Numbers are those of the cards.
  await page.goto(world.at(`/t/${key}-7`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Plan the walk');
  await expect(page.locator('strong', { hasText: 'quay' })).toBeVisible();
  await expect(page.getByText('The tide is low then', { exact: true })).toBeVisible();
  await expect(page.locator('strong', { hasText: 'Kim Carpenter' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Buy candles' })).toBeVisible();
  await expect(page.getByText('outdoors').first()).toBeVisible();

  await page.goto(address);
  await page.getByRole('button', { name: 'Take the import back' }).click();
  await expect(page.getByText('This import was taken back.')).toBeVisible();
  expect((await page.request.get(world.at(`/p/${key}`), { headers: { accept: 'text/html' } })).status()).toBe(404);
});

test('issues of Jira keep their numbers, parts and links; what is restricted says so', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(90_000);
  const key = hydrated ? 'OHJ' : 'OHN';
  await upload(page, world.at('/import'), 'issues.csv', ISSUES);
  await expect(page.getByLabel('Key', { exact: true })).toHaveValue('OLD');
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Old house');
  await expect(page.getByRole('row').filter({ hasText: 'Priority: 3' })).toContainText('From the file');
  await page.getByText('Apostrophes before formulas').click();
  await expect(page.getByText('stands without its apostrophe')).toBeVisible();
  const restricted = page.getByRole('group', { name: 'Restricted work' });
  await expect(restricted.getByLabel('Board').locator('option:checked')).toHaveText('For me alone, until I say for whom');
  const fields = page.getByRole('group', { name: 'Fields of the file' });
  await expect(fields.getByLabel('Story Points').locator('option:checked')).toHaveText('Points, in which the work is estimated');
  const planned = page.getByRole('group', { name: 'Sprints and versions' });
  await expect(planned.getByLabel('Sprints and cycles').locator('option:checked')).toHaveText('Iterations');
  await planned.getByText('What it becomes').click();
  await expect(planned.getByText('Sprint 4: 1 task. Planned, no days yet')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Sprints and cycles: 1' })).toBeVisible();
  await fields.getByLabel('Priority').selectOption({ label: 'One of some options' });
  await expectFits(page);
  await page.getByLabel('Key', { exact: true }).fill(key);
  await make(page, hydrated);
  await page.goto(world.at(`/t/${key}-5`));
  const own = page.locator('[id^="field-"] summary');
  await expect(own.filter({ hasText: /^Low$/ })).toBeVisible();
  await expect(own).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('=Sum it up');
  await expect(page.locator('main p').filter({ hasText: 'second; line' })).toBeVisible();
  await expect(page.getByText('roof').first()).toBeVisible();
  await page.goto(world.at(`/p/${key}/backlog`));
  const sprint = page.locator('section.it').filter({ has: page.locator('h2', { hasText: /^Sprint 4$/ }) });
  await expect(sprint.locator('a.t')).toHaveText(['=Sum it up']);
  const json = await page.request.get(world.at(`/p/${key}/export.json`));
  const project = (await json.json()) as { tasks: { key: string; parent: string; audience: string; iteration: string; points: string }[]; links: unknown[] };
  const task = (number: number) => project.tasks.find(one => one.key === `${key}-${number}`)!;
  expect(task(5).parent).toBe(`${key}-1`);
  expect(task(5).audience).toBe('internal');
  expect([task(5).iteration, task(5).points]).toEqual(['Sprint 4', '2.5']);
  expect(task(8).audience).toBe('named');
  expect(project.links).toHaveLength(1);
});

test('Asana, Linear and Jira’s XML come in the same way', async ({ signedIn: page, world, hydrated }) => {
  test.setTimeout(90_000);
  const files: [string, string, string, string][] = [
    ['asana.csv', PLANS, 'AS', 'Plan, then build'],
    ['linear.csv', CYCLES, 'LN', 'Welcome page'],
    ['jira.xml', SEARCH, 'JX', 'Paint the door'],
  ];
  for (const [name, text, letters, title] of files) {
    await upload(page, world.at('/import'), name, text);
    await page.getByLabel('Key', { exact: true }).fill(`${letters}${hydrated ? 'J' : 'N'}`);
    if (name === 'asana.csv') await page.getByLabel('Title', { exact: true }).fill('House');
    await make(page, hydrated);
    await page.getByRole('link', { name: 'Open the project' }).click();
    await expect(page.getByText(title).first()).toBeVisible();
  }
});

test('a table of something else is refused in words', async ({ signedIn: page, world }) => {
  await upload(page, world.at('/import'), 'table.csv', 'Name,Amount\nRent,1\n');
  await expect(page.locator('.err').filter({ hasText: 'This file is of none of the programs that can be imported. It begins with: Name,Amount' })).toBeVisible();
  await upload(page, world.at('/import'), 'board.json', '{"cards": [');
  await expect(page.locator('.err').filter({ hasText: 'The file ends in the middle.' })).toBeVisible();
});

async function upload(page: Page, address: string, name: string, text: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Read the file' }).click();
}

/** Makes the project and waits for it. Answers where the import is. */
async function make(page: Page, hydrated: boolean): Promise<string> {
  await page.getByRole('button', { name: 'Make the project' }).click();
  await expect(async () => {
    const again = page.getByRole('link', { name: 'Look again' });
    if (!hydrated && (await again.count())) await again.click();
    await expect(page.getByRole('link', { name: 'Open the project' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  return page.url();
}

/** Accessible, and never wider than the window. */
async function expectFits(page: Page): Promise<void> {
  await expectAccessible(page);
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.locator('html').evaluate(html => html.scrollWidth - html.clientWidth), `at ${width} px`).toBeLessThanOrEqual(0);
  }
}
