//! Words of the page that a device shows by itself where there is no connection.

use super::say;

words! {
    title => "No connection to Daymark";
    text => "This device could not reach Daymark just now, so there is no page to show.";
    kept => "What is typed in tabs that are still open is kept there.";
    back => "The page comes by itself as soon as Daymark can be reached.";
    again => "Try again";
}
