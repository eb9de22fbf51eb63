// A page that has been read is there before it acts by itself: a press before that is an ordinary form or link.
import { expect, type Page } from '@playwright/test';

/** Waits until the page acts by itself and hears of changes. */
export async function awake(page: Page) {
  await expect(page.locator('[data-live="on"]')).toBeAttached({ timeout: 15_000 });
}
