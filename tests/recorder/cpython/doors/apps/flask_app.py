"""A Flask application."""

from flask import Flask, jsonify, request
from work import fail, step, work

from calltrace.wsgi import CalltraceMiddleware

app = Flask(__name__)
app.debug = True
app.config["PROPAGATE_EXCEPTIONS"] = False
app.wsgi_app = CalltraceMiddleware(app.wsgi_app, ignore_paths=["/health"], keep=60)


@app.get("/sync")
def sync():
    return jsonify(total=work(int(request.args["n"])))


@app.get("/fail")
def failing():
    return str(fail(int(request.args["n"])))


@app.get("/stream")
def stream():
    number = int(request.args["n"])

    def pieces():
        for at in range(3):
            yield f"{step(number, at)}\n"

    return pieces()


@app.post("/login")
def login():
    size = len(request.get_data())
    password = request.form.get("password")
    return jsonify(size=size, known=password is not None)


@app.get("/health")
def health():
    return "ok"
