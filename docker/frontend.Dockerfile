# The OpenAI front end: no torch, no CUDA, no root.  Build from the repository's root:
#   docker build -f docker/frontend.Dockerfile -t auralis-frontend .
FROM python:3.12-slim-bookworm AS build
COPY requirements/frontend.txt /src/requirements/
RUN python -m venv /opt/auralis \
 && /opt/auralis/bin/pip install --no-cache-dir --no-deps -r /src/requirements/frontend.txt
COPY pyproject.toml README.md CHANGELOG.md LICENSE /src/
COPY frontend /src/frontend
COPY export /src/export
COPY model_repository /src/model_repository
RUN /opt/auralis/bin/pip install --no-cache-dir --no-deps /src

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --uid 10001 auralis
COPY --from=build /opt/auralis /opt/auralis
USER auralis
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
    CMD ["/opt/auralis/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["/opt/auralis/bin/auralis.openai", "--host", "0.0.0.0", "--port", "8000"]
CMD ["--triton-url", "triton:8001"]
