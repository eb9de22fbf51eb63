// The inbox: what wants one person is there, leads to where it is, and is made read, unread and done.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../lib/axe.ts';
import { newColleague } from '../../lib/colleague.ts';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7 } from '../../lib/world.ts';

test.use({ own: 'inbox' });

test('a mention and given work are there, lead to where they are, and are done with', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'INA', hydrated);
  const task = await newTask(world, project, 'Word the letter');
  const vera = await newColleague(world, project, 'Vera Holm');
  const comment = await vera.say(task, '@Ada, is this **how** we say it?');
  await vera.post('/do/plan/assign', { task: task.id, member: world.ownerId, units: '100' });

  await page.goto(world.at('/inbox'));
  await expect(page.getByRole('heading', { level: 2, name: 'Today' })).toBeVisible();
  const [mention, given] = [about(page, task, 'Vera Holm mentioned you'), about(page, task, 'Vera Holm gave you this')];
  await expect(mention).toContainText('@Ada, is this **how** we say it?');
  await expect(mention.getByText('Unread.')).toBeAttached();
  await expect(given.getByRole('link')).toHaveText(`${task.code} Word the letter`);
  await expect(page.locator('.rail').getByRole('link', { name: /Inbox\s*\d+ unread/ })).toBeVisible();
  await expectAccessible(page);

  // Its link leads to what was said. Awake it is read by that; asleep a button says so.
  const marked = hydrated ? page.waitForResponse(answer => answer.url().includes('/do/inbox/mark')) : undefined;
  await mention.getByRole('link').click();
  await marked;
  await expect(page).toHaveURL(new RegExp(`/t/${task.code}#c-${comment}$`));
  await expect(page.locator(`#c-${comment}`)).toContainText('is this how we say it?');
  await page.goto(world.at('/inbox'));
  if (!hydrated) await mention.getByRole('button', { name: `Mark as read ${task.code}` }).click();
  await expect(mention).toHaveCount(0);
  await expect(given).toHaveCount(1);

  // Done is out of the way, and comes back by one press.
  await given.getByRole('button', { name: `Done ${task.code}` }).click();
  await expect(given).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'Done with it.' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(given).toHaveCount(1);
  await given.getByRole('button', { name: `Done ${task.code}` }).click();
  await expect(given).toHaveCount(0);

  const shown = page.getByRole('navigation', { name: 'What is shown' });
  await shown.getByRole('link', { name: 'Done' }).click();
  await expect(shown.getByRole('link', { name: 'Done' })).toHaveAttribute('aria-current', 'page');
  await expect(given).toHaveCount(1);
  await expect(mention).toHaveCount(0);
  await given.getByRole('button', { name: 'Not done yet' }).click();
  await expect(given).toHaveCount(0);
  await shown.getByRole('link', { name: 'All' }).click();
  await expect(page).toHaveURL(world.at('/inbox?show=all'));
  await expect(given).toHaveCount(1);
  await mention.getByRole('button', { name: 'Mark as unread' }).click();
  await expect(mention.getByText('Unread.')).toBeAttached();
  await shown.getByRole('link', { name: 'Unread' }).click();
  await expect(mention).toHaveCount(1);
  await expect(given).toHaveCount(0);
});

test('everything is read at once, and unread again by one press', async ({ signedIn: page, world, hydrated }) => {
  const workspace = world.workspace.slug;
  const project = await newProject(world, 'INR', hydrated);
  const task = await newTask(world, project, 'Choose the lamps');
  const vera = await newColleague(world, project, 'Vera Lind');
  await world.post('/do/inbox/read_all', { workspace });
  await vera.say(task, '@Ada, these?');
  await vera.say(task, 'Or @Ada, those?');
  await page.goto(world.at('/inbox'));
  const rows = page.locator('main ul.rows > li').filter({ hasText: task.code });
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(page.getByText('Nothing unread.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '2 marked as read.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  await expect(page.locator('.rail').getByRole('link', { name: 'Inbox', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toBeVisible();
});

test('an answer is told; what is taken back is not, and one’s own doing never', async ({ signedIn: page, world, hydrated }) => {
  const workspace = world.workspace.slug;
  const project = await newProject(world, 'INT', hydrated);
  const task = await newTask(world, project, 'Count the steps');
  const vera = await newColleague(world, project, 'Vera Ek');
  // Whoever says something hears the answer; that she mentions herself tells her nothing.
  await world.post('/do/talk/add_comment', { workspace, id: uuidv7(), record: task.id, text: 'How many, @Ada?' });
  const comment = await vera.say(task, 'Ninety');
  await page.goto(world.at('/inbox'));
  const answer = about(page, task, 'Vera Ek said something here');
  await expect(answer).toContainText('Ninety');
  await expect(about(page, task, 'mentioned you')).toHaveCount(0);
  await vera.post('/do/platform/trash_comment', { record: comment });
  await page.goto(world.at('/inbox'));
  await expect(answer).toHaveCount(0);
});

test('without a mail server the settings say that no mention is mailed', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/settings'));
  await expect(page.getByRole('heading', { name: 'Mentions by mail' })).toBeVisible();
  await expect(page.getByText('This server sends no mail. Mentions show in the inbox.')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Mail me when I am mentioned' })).toHaveCount(0);
});

/** The row about a task that says this. */
function about(page: Page, task: Made, words: string) {
  return page.locator('main ul.rows > li').filter({ hasText: task.code }).filter({ hasText: words });
}
