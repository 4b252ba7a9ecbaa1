// Hands the login to the demo, which replaces this page.
sessionStorage.setItem('webim.login', document.body.dataset.login);
location.replace(document.body.dataset.demo);
