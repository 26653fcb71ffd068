"""A model trained in a worker process: live progress, a true cancel, a result that survives a reload."""

import math
import random

import treadle as st


@st.task(executor="process")
def train(epochs: int, points: int) -> dict[str, list[float]]:
    """Fit a logistic regression by gradient descent; returns the weights and the loss of each epoch."""
    me = st.current_task()
    rng = random.Random(7)
    data = [
        (rng.gauss(label * 2 - 1, 1), rng.gauss(1 - label, 1), label)
        for label in (0, 1)
        for _ in range(points)
    ]
    weights, losses = [0.0, 0.0, 0.0], []
    for epoch in range(epochs):
        gradient, loss = [0.0, 0.0, 0.0], 0.0
        for x, y, label in data:
            chance = 1 / (1 + math.exp(-(weights[0] + weights[1] * x + weights[2] * y)))
            loss -= math.log(chance if label else 1 - chance)
            for i, value in enumerate((1.0, x, y)):
                gradient[i] += (chance - label) * value
        weights = [w - 0.5 * g / len(data) for w, g in zip(weights, gradient, strict=True)]
        losses.append(loss / len(data))
        me.report((epoch + 1) / epochs, f"epoch {epoch + 1}: loss {losses[-1]:.4f}")
        print(f"epoch {epoch + 1:3}  loss {losses[-1]:.4f}")
    return {"weights": weights, "losses": losses}


st.title("Train a model")
epochs = st.slider("Epochs", 10, 400, 60)
if st.button("Train", type="primary"):
    train.submit(epochs, points=4000, key="model")

task = train.task("model")
if task is None:
    st.caption("The training runs in a process, so this page and the pages of other visitors stay quick.")
else:
    st.task_status(task, label="Logistic regression", logs=True)
    if task.status == "done":
        model = task.result()
        st.line_chart({"loss": model["losses"]})
        st.success(f"Trained: the loss came down to {model['losses'][-1]:.4f}")
