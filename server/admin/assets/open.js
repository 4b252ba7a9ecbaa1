// Navigates to the demo, which has another origin.
location.replace(document.body.dataset.demo);
