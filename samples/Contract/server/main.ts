import { listen } from "./server.js";

const { http } = listen(3000, (line) => console.log(line));
http.on("listening", () => console.log("Listening on http://localhost:3000"));
